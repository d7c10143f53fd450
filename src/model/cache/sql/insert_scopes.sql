INSERT INTO scope (id, name, version, schema_url, attributes, dropped)
SELECT id, name, version, schema_url, attributes, dropped FROM new_scope
