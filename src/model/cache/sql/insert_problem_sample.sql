INSERT INTO problem_sample (source, code, sequence, line, offset, detail, member) VALUES (?, ?, ?, ?, ?, ?, ?)
