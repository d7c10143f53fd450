SELECT tree.depth, tree.marks, span.id, span.span_id, span.parent_id, span.start_ns, span.duration_ns, span.name,
       span.resource, span.kind, span.status
FROM tree JOIN span ON span.id = tree.span
WHERE tree.trace = ? ORDER BY tree.position
