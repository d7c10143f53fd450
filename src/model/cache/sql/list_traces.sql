UPDATE trace SET root_service = listed.service, root_name = listed.name, start_ns = listed.start_ns,
                 duration_ns = listed.duration_ns, summary_only = 1, listed_spans = listed.spans,
                 listed_errors = listed.errors
FROM new_listed_trace AS listed WHERE trace.id = listed.trace
