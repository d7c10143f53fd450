INSERT INTO problem (source, code, count) VALUES (?, ?, ?)
