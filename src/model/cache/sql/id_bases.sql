SELECT (SELECT coalesce(max(id), 0) + 1 FROM string), (SELECT coalesce(max(id), 0) + 1 FROM resource),
       (SELECT coalesce(max(id), 0) + 1 FROM scope), (SELECT coalesce(max(id), 0) + 1 FROM trace),
       (SELECT coalesce(max(id), 0) + 1 FROM span),
       (SELECT coalesce(max(id), 0) + 1 FROM log)
