DELETE FROM trace
WHERE spans IS NULL AND summary_only = 1
  AND EXISTS (SELECT 1 FROM trace AS other WHERE other.hi = trace.hi AND other.lo = trace.lo AND other.id < trace.id)
