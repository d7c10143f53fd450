INSERT INTO link (span, sequence, hi, lo, span_id, flags, dropped, trace_state, attributes)
SELECT span, sequence, hi, lo, span_id, flags, dropped, trace_state, attributes FROM new_link
