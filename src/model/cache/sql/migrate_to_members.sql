-- Version 3 to 4: sources that are folders or archives.
ALTER TABLE problem_sample ADD COLUMN member INTEGER NOT NULL DEFAULT -1;

CREATE TABLE member (           -- what lies in a source that is a folder or an archive
    source       INTEGER NOT NULL,
    sequence     INTEGER NOT NULL, -- from 0
    name         TEXT NOT NULL,
    format       TEXT NOT NULL, -- empty if nothing was read
    content_hash TEXT NOT NULL, -- empty if not all was read
    reason       TEXT NOT NULL,
    bytes        INTEGER NOT NULL,
    spans        INTEGER NOT NULL, -- before copies were dropped
    problems     INTEGER NOT NULL,
    state        INTEGER NOT NULL, -- 0 read 1 in part 2 passed over 3 unreadable
    PRIMARY KEY (source, sequence)
) STRICT, WITHOUT ROWID;
