-- Version 1 to 2: log records.
ALTER TABLE source ADD COLUMN first_log INTEGER NOT NULL DEFAULT 1;
ALTER TABLE source ADD COLUMN end_log INTEGER NOT NULL DEFAULT 1;
ALTER TABLE source ADD COLUMN logs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN log_copies INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN logs_elsewhere INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN log_traces_elsewhere INTEGER NOT NULL DEFAULT 0;

CREATE TABLE log (              -- log records that carry the id of a trace; the trace itself may be missing
    id            INTEGER PRIMARY KEY,
    hi            INTEGER NOT NULL, -- left half of the trace id
    lo            INTEGER NOT NULL,
    span_id       INTEGER NOT NULL, -- 0 = none
    time_ns       INTEGER NOT NULL, -- 0 when unknown
    observed_ns   INTEGER NOT NULL, -- 0 when unknown
    severity      INTEGER NOT NULL, -- 1 to 24, 0 when unknown
    severity_text INTEGER NOT NULL, -- string
    name          INTEGER NOT NULL, -- string
    resource      INTEGER NOT NULL, -- 0 = none
    scope         INTEGER NOT NULL, -- 0 = none
    flags         INTEGER NOT NULL,
    dropped       INTEGER NOT NULL,
    content_hash  INTEGER NOT NULL,
    body          BLOB,             -- one entry, or none: attribute_blob.h
    attributes    BLOB
) STRICT;
CREATE INDEX log_by_trace ON log (hi, lo, span_id, time_ns, content_hash);
