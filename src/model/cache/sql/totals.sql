SELECT coalesce(sum(spans), 0), count(*), (SELECT count(DISTINCT string.text) FROM trace_service
       JOIN string ON string.id = trace_service.service), coalesce(sum(errors), 0), coalesce(max(duration_ns), 0)
FROM trace WHERE spans IS NOT NULL
