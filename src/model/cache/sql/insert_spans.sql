INSERT INTO span (id, trace, span_id, parent_id, resource, scope, name, kind, status, start_ns, duration_ns, flags,
                  marks, dropped_attributes, dropped_events, dropped_links, content_hash, status_message,
                  trace_state, attributes)
SELECT id, trace, span_id, parent_id, resource, scope, name, kind, status, start_ns, duration_ns, flags,
       marks, dropped_attributes, dropped_events, dropped_links, content_hash, status_message,
       trace_state, attributes
FROM new_span
