SELECT id, resource, coalesce(status_message, ''), attributes FROM span WHERE id BETWEEN ?1 AND ?2 AND trace = ?3
