SELECT EXISTS (SELECT 1 FROM tree WHERE trace = ?1 AND position = 0 AND span = ?2)
