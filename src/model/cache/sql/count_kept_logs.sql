UPDATE source SET log_copies = source.logs - kept.logs, logs = kept.logs, logs_elsewhere = kept.logs
FROM (SELECT count(*) AS logs FROM log WHERE id >= (SELECT first_log FROM source WHERE id = ?1)) AS kept
WHERE id = ?1
