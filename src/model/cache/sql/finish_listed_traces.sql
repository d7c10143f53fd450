UPDATE trace SET spans = 0, errors = 0, roots = 0, orphans = 0 WHERE spans IS NULL AND summary_only = 1
