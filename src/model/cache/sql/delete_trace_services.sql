DELETE FROM trace_service WHERE trace = ?
