UPDATE source SET logs_elsewhere = absent.logs, log_traces_elsewhere = absent.traces
FROM (SELECT coalesce(sum(logs), 0) AS logs, count(*) AS traces
      FROM (SELECT count(*) AS logs, hi, lo FROM log WHERE id >= ?2 AND id < ?3 GROUP BY hi, lo) AS of_trace
      WHERE NOT EXISTS (SELECT 1 FROM trace
                        WHERE trace.hi = of_trace.hi AND trace.lo = of_trace.lo AND trace.spans IS NOT NULL)) AS absent
WHERE id = ?1
