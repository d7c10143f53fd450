INSERT INTO event (span, sequence, time_ns, name, dropped, attributes)
SELECT span, sequence, time_ns, name, dropped, attributes FROM new_event
