SELECT name, version, schema_url, dropped, attributes FROM scope WHERE id = ?
