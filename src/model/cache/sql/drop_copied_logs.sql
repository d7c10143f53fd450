DELETE FROM log
WHERE id >= (SELECT first_log FROM source WHERE id = ?1)
  AND EXISTS (SELECT 1 FROM log AS other
              WHERE other.hi = log.hi AND other.lo = log.lo AND other.span_id = log.span_id
                AND other.time_ns = log.time_ns AND other.content_hash = log.content_hash AND other.id < log.id)
