INSERT INTO trace_service (trace, service, spans, errors) VALUES (?, ?, ?, ?)
