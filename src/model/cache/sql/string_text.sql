SELECT text FROM string WHERE id = ?
