-- The span cache, version 4. Times are nanoseconds since the epoch, lengths nanoseconds, ids of traces and spans the
-- bits of the recorded ids as signed integers. Strings are numbered; 0 is the empty string and has no row. A text may
-- stand under several numbers in very large caches: compare texts, not numbers.

CREATE TABLE source (           -- one input that was imported
    id             INTEGER PRIMARY KEY,
    path           TEXT NOT NULL,
    format         TEXT NOT NULL,
    content_hash   TEXT NOT NULL,
    bytes          INTEGER NOT NULL,
    spans          INTEGER NOT NULL,
    traces         INTEGER NOT NULL,
    services       INTEGER NOT NULL,
    duplicates     INTEGER NOT NULL,
    skipped        INTEGER NOT NULL,
    imported_at_ns INTEGER NOT NULL,
    first_span     INTEGER NOT NULL, -- spans of this source have ids from here …
    end_span       INTEGER NOT NULL, -- … to before here
    complete       INTEGER NOT NULL, -- 0 = being written, or cut off: removed by the next writer; 1 = all of it;
                                     -- 2 = the input ended early or was cancelled: what could be read
    first_log      INTEGER NOT NULL DEFAULT 1, -- log records of this source have ids from here …
    end_log        INTEGER NOT NULL DEFAULT 1, -- … to before here
    logs           INTEGER NOT NULL DEFAULT 0, -- log records kept
    log_copies     INTEGER NOT NULL DEFAULT 0, -- exact copies of others, dropped
    logs_elsewhere INTEGER NOT NULL DEFAULT 0, -- kept ones whose traces are not here …
    log_traces_elsewhere INTEGER NOT NULL DEFAULT 0 -- … and how many traces these are
) STRICT;

CREATE TABLE problem (          -- what was odd in a source, counted by kind
    source INTEGER NOT NULL,
    code   TEXT NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (source, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE problem_sample (   -- the first places of each kind
    source   INTEGER NOT NULL,
    code     TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    line     INTEGER NOT NULL,  -- from 1; -1 = unknown
    offset   INTEGER NOT NULL,  -- byte after decompression, from 0; -1 = unknown
    detail   TEXT NOT NULL,
    member   INTEGER NOT NULL,  -- where the source is a folder or an archive; -1 = itself
    PRIMARY KEY (source, code, sequence)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE string (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE resource (         -- who recorded: a service instance
    id         INTEGER PRIMARY KEY,
    service    INTEGER NOT NULL, -- string
    schema_url TEXT,
    attributes BLOB,             -- the format is described in attribute_blob.h
    dropped    INTEGER NOT NULL
) STRICT;

CREATE TABLE scope (            -- instrumentation scope
    id         INTEGER PRIMARY KEY,
    name       INTEGER NOT NULL, -- string
    version    TEXT,
    schema_url TEXT,
    attributes BLOB,
    dropped    INTEGER NOT NULL
) STRICT;

CREATE TABLE trace (
    id           INTEGER PRIMARY KEY,
    hi           INTEGER NOT NULL, -- left half of the 128-bit id
    lo           INTEGER NOT NULL,
    root_service INTEGER,          -- string; NULL until the trace is summed up
    root_name    INTEGER,
    start_ns     INTEGER,
    duration_ns  INTEGER,
    spans        INTEGER,
    errors       INTEGER,
    roots        INTEGER,
    orphans      INTEGER,
    summary_only INTEGER NOT NULL DEFAULT 0,  -- 1 = a source lists it without its spans
    listed_spans  INTEGER NOT NULL DEFAULT -1, -- what that source says of them; -1 = nothing
    listed_errors INTEGER NOT NULL DEFAULT -1
) STRICT;

CREATE TABLE trace_service (    -- which services took part
    trace   INTEGER NOT NULL,
    service INTEGER NOT NULL,   -- string
    spans   INTEGER NOT NULL,
    errors  INTEGER NOT NULL,
    PRIMARY KEY (trace, service)
) STRICT, WITHOUT ROWID;

CREATE TABLE span (
    id                 INTEGER PRIMARY KEY,
    trace              INTEGER NOT NULL,
    span_id            INTEGER NOT NULL,
    parent_id          INTEGER NOT NULL, -- as recorded; 0 = none
    resource           INTEGER NOT NULL, -- 0 = none
    scope              INTEGER NOT NULL, -- 0 = none
    name               INTEGER NOT NULL, -- string
    kind               INTEGER NOT NULL, -- 0 unspecified 1 internal 2 server 3 client 4 producer 5 consumer
    status             INTEGER NOT NULL, -- 0 unset 1 ok 2 error
    start_ns           INTEGER NOT NULL, -- 0 when unknown
    duration_ns        INTEGER NOT NULL, -- as recorded: negative when the end lies before the start
    flags              INTEGER NOT NULL,
    marks              INTEGER NOT NULL, -- what was odd when it was read: span_types.h
    dropped_attributes INTEGER NOT NULL,
    dropped_events     INTEGER NOT NULL,
    dropped_links      INTEGER NOT NULL,
    content_hash       INTEGER NOT NULL,
    status_message     TEXT,
    trace_state        TEXT,
    attributes         BLOB
) STRICT;

CREATE TABLE event (
    span       INTEGER NOT NULL,
    sequence   INTEGER NOT NULL,
    time_ns    INTEGER NOT NULL,
    name       INTEGER NOT NULL, -- string
    dropped    INTEGER NOT NULL,
    attributes BLOB,
    PRIMARY KEY (span, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
    span        INTEGER NOT NULL,
    sequence    INTEGER NOT NULL,
    hi          INTEGER NOT NULL, -- id of the trace that is linked to
    lo          INTEGER NOT NULL,
    span_id     INTEGER NOT NULL,
    flags       INTEGER NOT NULL,
    dropped     INTEGER NOT NULL,
    trace_state TEXT,
    attributes  BLOB,
    PRIMARY KEY (span, sequence)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE tree (             -- each trace's spans in waterfall order: a nested set
    trace    INTEGER NOT NULL,
    position INTEGER NOT NULL,  -- pre-order, from 0: the set's left
    last     INTEGER NOT NULL,  -- position of the last descendant, its own if it has none: the set's right
    depth    INTEGER NOT NULL,
    span     INTEGER NOT NULL,
    marks    INTEGER NOT NULL,  -- of the span and of its place in the tree
    PRIMARY KEY (trace, position)
) STRICT, WITHOUT ROWID;
