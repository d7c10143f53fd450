INSERT INTO trace (id, hi, lo)
SELECT id, hi, lo FROM new_trace
