-- Version 2 to 3: traces that are listed without their spans.
ALTER TABLE trace ADD COLUMN summary_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE trace ADD COLUMN listed_spans INTEGER NOT NULL DEFAULT -1;
ALTER TABLE trace ADD COLUMN listed_errors INTEGER NOT NULL DEFAULT -1;
