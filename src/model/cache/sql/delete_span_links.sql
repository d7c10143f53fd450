DELETE FROM link WHERE span = ?
