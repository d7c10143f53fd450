// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What sets some traces apart from the others: for every value of every attribute, the share of traces that have it
// among those that were selected and among the rest, in the manner of Honeycomb's BubbleUp. A trace has a value if one
// of its spans has it. Large sets are sampled evenly, and the sizes of the samples are told. Blocking.

#include "model/query/query_engine.h"
#include "model/query/trace_range.h"

namespace tailrace {

struct Difference {
    FieldRef field;
    QueryValue value;
    std::uint64_t inside = 0; ///< traces of the sample that have the value
    std::uint64_t outside = 0;
    double shareInside = 0; ///< 0 … 1
    double shareOutside = 0;
};

struct Distinction {
    /// Traces looked at on each side.
    static constexpr std::size_t kSample = 1000;

    std::uint64_t allInside = 0;
    std::uint64_t allOutside = 0;
    std::uint64_t inside = 0; ///< sizes of the samples
    std::uint64_t outside = 0;
    std::vector<Difference> differences; ///< the largest first, whichever side has more
};

/// Compares the traces that the query finds within the range with those that it finds outside of it; without a range,
/// with all others of the cache. At most `limit` differences, none of less than five percent.
[[nodiscard]] Result<Distinction> whatDistinguishes(QueryEngine& engine, const Query& query, const TraceRange& range,
                                                    std::size_t limit, const std::stop_token& stop = {});

} // namespace tailrace
