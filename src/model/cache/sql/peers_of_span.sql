SELECT duration_ns, marks FROM span
WHERE id BETWEEN ?1 AND ?2
  AND name = (SELECT name FROM span WHERE id = ?3)
  AND resource IN (SELECT id FROM resource WHERE service = (SELECT resource.service FROM span
                                                            JOIN resource ON resource.id = span.resource
                                                            WHERE span.id = ?3))
