SELECT id, span_id, parent_id, resource, name, kind, status, start_ns, duration_ns
FROM span WHERE id = ?
