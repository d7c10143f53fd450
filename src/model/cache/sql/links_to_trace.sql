SELECT link.span_id, trace.hi, trace.lo, span.span_id, coalesce(service.text, ''), coalesce(name.text, '')
FROM link CROSS JOIN span ON span.id = link.span CROSS JOIN trace ON trace.id = span.trace
     LEFT JOIN resource ON resource.id = span.resource
     LEFT JOIN string AS service ON service.id = resource.service
     LEFT JOIN string AS name ON name.id = span.name
WHERE link.hi = ?1 AND link.lo = ?2 AND link.span_id <> 0 LIMIT ?3
