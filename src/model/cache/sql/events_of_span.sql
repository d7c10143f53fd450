SELECT time_ns, name, dropped, attributes FROM event WHERE span = ? ORDER BY sequence
