DELETE FROM trace_service WHERE trace NOT IN (SELECT id FROM trace)
