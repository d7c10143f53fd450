SELECT hi, lo, span_id, flags, dropped, trace_state, attributes FROM link WHERE span = ? ORDER BY sequence
