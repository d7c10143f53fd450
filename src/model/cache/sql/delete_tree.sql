DELETE FROM tree WHERE trace = ?
