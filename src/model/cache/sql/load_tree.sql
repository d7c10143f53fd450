SELECT depth, marks, span FROM tree WHERE trace = ? ORDER BY position
