-- Made after the first import, kept up to date from then on.
CREATE INDEX IF NOT EXISTS trace_by_id ON trace (hi, lo);
CREATE INDEX IF NOT EXISTS trace_by_start ON trace (start_ns, id);
CREATE INDEX IF NOT EXISTS trace_by_duration ON trace (duration_ns, id);
CREATE INDEX IF NOT EXISTS log_by_trace ON log (hi, lo, span_id, time_ns, content_hash);
