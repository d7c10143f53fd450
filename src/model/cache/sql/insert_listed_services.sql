INSERT OR IGNORE INTO trace_service (trace, service, spans, errors)
SELECT trace, service, spans, errors FROM new_listed_service
