SELECT id, path, format, content_hash, bytes, spans, traces, services, duplicates, skipped, imported_at_ns, complete,
       logs, log_copies, logs_elsewhere, log_traces_elsewhere
FROM source ORDER BY id
