SELECT hi, lo, span_id, time_ns, observed_ns, severity, severity_text, name, resource, scope, flags, dropped, body, attributes
FROM log WHERE hi = ? AND lo = ? AND span_id = ? ORDER BY CASE time_ns WHEN 0 THEN observed_ns ELSE time_ns END, id
