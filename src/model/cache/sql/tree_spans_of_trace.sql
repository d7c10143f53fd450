SELECT span.id, span.span_id, span.parent_id, span.start_ns, span.duration_ns, span.content_hash,
       coalesce(resource.service, 0), span.name, span.marks, span.kind, span.status,
       tree.marks
FROM tree JOIN span ON span.id = tree.span LEFT JOIN resource ON resource.id = span.resource
WHERE tree.trace = ? ORDER BY span.id
