DELETE FROM trace WHERE id = ?
