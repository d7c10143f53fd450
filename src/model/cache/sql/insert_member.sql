INSERT INTO member (source, sequence, name, format, content_hash, reason, bytes, spans, problems, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
