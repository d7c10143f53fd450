SELECT id, path, format, content_hash, bytes, spans, traces, services, duplicates, skipped, imported_at_ns, complete
FROM source ORDER BY id
