// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Mappings as text. Short, for the command line: pairs of a role and a column, with a format behind a colon:
//
//   trace=TraceID,span=SpanID,parent=ParentID,start=StartTimeUnixNano:ns,duration=Duration:us,service=PodName:pod
//
// A column with a comma, a colon or a quote in its name stands in double quotes, with quotes in it doubled. And as
// JSON, one member a role, with a list where there are several columns:
//
//   {"trace": "TraceID", "start": {"column": "StartTimeUnixNano", "format": "ns"}, "resource": ["host", "zone"]}
//
// Roles: trace, span, parent, name, service, kind, status (ok, error, unset or 0 to 2), error (true or false, or a
// message), message, start, date (the day of start), end, duration, resource. Columns without a role become
// attributes of the span. Formats of start and end: iso, s, ms, us, ns; of duration: s, ms, us, ns; of service: pod.
// A format that is left out is guessed from the first rows. Pure functions, any thread.

#include "model/base/result.h"
#include "model/trace/table_mapping.h"

#include <string>
#include <string_view>

namespace tailrace {

/// Reads either form; JSON is what starts with "{". Fails with Usage, naming what is wrong.
[[nodiscard]] Result<TableMapping> parseTableMapping(std::string_view text);

[[nodiscard]] std::string shortText(const TableMapping& mapping);
[[nodiscard]] std::string jsonText(const TableMapping& mapping);

} // namespace tailrace
