// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a column is likely to be by its name alone: "TraceID", "trace_id", "context.traceId" are the trace's id,
// "StartTimeUnixNano" is a start in ns. Pure, any thread.

#include "importers/time_text.h"
#include "model/trace/table_mapping.h"

#include <optional>
#include <string_view>

namespace tailrace {

struct TableNameMeaning {
    TableRole role = TableRole::Attribute; ///< Attribute: the name says nothing
    int rank = 0;                          ///< 1: the name means that; 2: it may; 3: for want of a better one
    std::optional<TimeUnit> unit;          ///< which a name of a time has in it
};

[[nodiscard]] TableNameMeaning meaningOfName(std::string_view column);

} // namespace tailrace
