UPDATE trace SET root_service = ?2, root_name = ?3, start_ns = ?4, duration_ns = ?5, spans = ?6, errors = ?7,
                 roots = ?8, orphans = ?9, summary_only = 0
WHERE id = ?1
