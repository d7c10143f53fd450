UPDATE source SET format = ?2, content_hash = ?3, bytes = ?4, spans = ?5, traces = ?6, services = ?7, duplicates = ?8,
                  skipped = ?9, end_span = ?10, complete = ?11
WHERE id = ?1
