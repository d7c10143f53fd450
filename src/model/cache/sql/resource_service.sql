SELECT service FROM resource WHERE id = ?
