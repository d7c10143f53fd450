SELECT id, service, coalesce(schema_url, ''), attributes, dropped FROM resource
