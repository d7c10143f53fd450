SELECT hi, lo, span_id, time_ns, observed_ns, severity, severity_text, name, resource, scope, flags, dropped, body, attributes
FROM log
WHERE hi = ?1 AND lo = ?2
  AND span_id NOT IN (SELECT span.span_id FROM tree JOIN span ON span.id = tree.span WHERE tree.trace = ?3)
ORDER BY CASE time_ns WHEN 0 THEN observed_ns ELSE time_ns END, id
