SELECT span_id, name, body, attributes FROM log WHERE hi = ?1 AND lo = ?2
