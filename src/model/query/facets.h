// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How the traces of a query's answer spread over the values of fields. A trace counts once for every value that one of
// its spans has: one of the matching spans where the query is a single filter, else any. So a count is what the query
// finds when the value is added to it by withCondition(). Blocking; memory grows by 8 bytes a span and field.

#include "model/query/query_engine.h"
#include "model/query/trace_range.h"

namespace tailrace {

struct FacetValue {
    QueryValue value;
    std::uint64_t traces = 0;
    bool operator==(const FacetValue&) const = default;
};

struct Facet {
    FieldRef field;
    std::vector<FacetValue> values; ///< most traces first, then by value; the first of them only
    std::uint64_t distinct = 0;     ///< how many values there are
};

/// Fields that every cache may have and that are worth counting: service, operation, status, kind, HTTP status code.
[[nodiscard]] std::vector<FieldRef> commonFacets();

/// One facet a field, in the order of `fields`, with at most `limit` values each. Spans without the field do not count.
[[nodiscard]] Result<std::vector<Facet>> countsBy(QueryEngine& engine, const Query& query, const TraceRange& range,
                                                  const std::vector<FieldRef>& fields, std::size_t limit,
                                                  const std::stop_token& stop = {});

} // namespace tailrace
