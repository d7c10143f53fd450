SELECT span.id, span.trace, span.span_id, span.parent_id, span.resource, span.scope, span.name, span.kind, span.status,
       span.start_ns, span.duration_ns, span.flags, tree.marks, span.dropped_attributes, span.dropped_events,
       span.dropped_links, span.status_message, span.trace_state, span.attributes
FROM tree JOIN span ON span.id = tree.span
WHERE tree.trace = ? ORDER BY tree.position
