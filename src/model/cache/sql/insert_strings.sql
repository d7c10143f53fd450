INSERT INTO string (id, text)
SELECT id, text FROM new_string
