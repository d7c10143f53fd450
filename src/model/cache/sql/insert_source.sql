INSERT INTO source (path, format, content_hash, bytes, spans, traces, services, duplicates, skipped, imported_at_ns,
                    first_span, end_span, complete, first_log, end_log)
VALUES (?1, '', '', 0, 0, 0, 0, 0, 0, ?2, ?3, ?3, 0, ?4, ?4)
