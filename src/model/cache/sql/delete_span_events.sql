DELETE FROM event WHERE span = ?
