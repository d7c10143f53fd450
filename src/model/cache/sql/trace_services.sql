SELECT string.text FROM trace_service JOIN string ON string.id = trace_service.service
WHERE trace_service.trace = ? ORDER BY trace_service.spans DESC, string.text
