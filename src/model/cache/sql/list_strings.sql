SELECT id, text FROM string ORDER BY id
