SELECT trace.id, trace.hi, trace.lo, coalesce(service.text, ''), coalesce(name.text, ''), trace.start_ns, trace.duration_ns,
       trace.spans, trace.errors, trace.roots, trace.orphans,
       trace.summary_only, trace.listed_spans, trace.listed_errors
FROM trace LEFT JOIN string AS service ON service.id = trace.root_service
           LEFT JOIN string AS name ON name.id = trace.root_name
WHERE trace.spans IS NOT NULL
ORDER BY trace.errors ASC, trace.id ASC LIMIT ?1 OFFSET ?2
