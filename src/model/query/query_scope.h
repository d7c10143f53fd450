// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What analyses of a query's answer work on: the connection within one state of the cache, and which traces and spans
// the answer consists of. Valid during QueryEngine::within() only.

#include "model/cache/database.h"
#include "model/query/id_set.h"
#include "model/query/trace_range.h"

#include <string>

namespace tailrace {

struct QueryScope {
    Database& database;
    const IdSet* traces = nullptr; ///< by their numbers; null: all of the cache
    const IdSet* spans = nullptr;  ///< those that match, where the query is one filter; null: all of the traces' spans
    const IdSet* among = nullptr;  ///< narrows it down further: only these traces; null: all of the above

    [[nodiscard]] bool hasTrace(std::int64_t trace) const { return traces == nullptr || traces->has(trace); }
    /// In SQL: in_scope(span, trace).
    [[nodiscard]] bool holds(std::int64_t span, std::int64_t trace) const
    {
        return (spans == nullptr || spans->has(span)) && hasTrace(trace) && (among == nullptr || among->has(trace));
    }
};

/// The numbers of the traces of a scope that lie in a range.
[[nodiscard]] Result<IdSet> tracesWithin(const QueryScope& scope, const TraceRange& range);

} // namespace tailrace
