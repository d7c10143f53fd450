SELECT id, first_log, end_log FROM source WHERE logs_elsewhere > 0
