SELECT span, name, attributes FROM event WHERE span BETWEEN ?1 AND ?2
