SELECT service, schema_url, dropped, attributes FROM resource WHERE id = ?
