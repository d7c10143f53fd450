INSERT INTO resource (id, service, schema_url, attributes, dropped)
SELECT id, service, schema_url, attributes, dropped FROM new_resource
