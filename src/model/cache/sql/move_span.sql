UPDATE span SET trace = ?2 WHERE id = ?1
