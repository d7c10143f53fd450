SELECT id FROM trace WHERE hi = ? AND lo = ? AND spans IS NOT NULL
