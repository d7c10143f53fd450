SELECT id, first_span FROM source WHERE complete = 0 ORDER BY id
