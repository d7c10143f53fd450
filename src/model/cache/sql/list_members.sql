SELECT name, format, content_hash, reason, bytes, spans, problems, state FROM member WHERE source = ? ORDER BY sequence
