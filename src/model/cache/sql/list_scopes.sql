SELECT id, name, coalesce(version, ''), coalesce(schema_url, ''), attributes, dropped FROM scope
