SELECT hi, lo, span_id, time_ns, observed_ns, severity, severity_text, name, resource, scope, flags, dropped, body, attributes
FROM log ORDER BY id
