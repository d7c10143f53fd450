SELECT code, count FROM problem WHERE source = ?
