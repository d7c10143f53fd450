INSERT INTO log (id, hi, lo, span_id, time_ns, observed_ns, severity, severity_text, name, resource, scope, flags,
                 dropped, content_hash, body, attributes)
SELECT id, hi, lo, span_id, time_ns, observed_ns, severity, severity_text, name, resource, scope, flags,
       dropped, content_hash, body, attributes
FROM new_log
