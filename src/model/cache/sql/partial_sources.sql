SELECT id, first_span, first_log FROM source WHERE complete = 0 ORDER BY id
