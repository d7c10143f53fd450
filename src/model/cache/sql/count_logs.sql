UPDATE source SET end_log = (SELECT coalesce(max(id), 0) + 1 FROM log),
                  logs = (SELECT count(*) FROM log WHERE id >= source.first_log)
WHERE id = ?1
