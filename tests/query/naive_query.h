// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Answers queries by plain loops over the spans of one trace in memory, to be compared with what the engine says. Shares
// nothing with it but the tree that the parser makes.

#include "model/cache/cache_reader.h"
#include "model/query/query_tree.h"

#include <vector>

namespace tailrace::test {

struct NaiveTrace {
    TraceSummary summary;
    std::vector<SpanDetail> spans; ///< in waterfall order
    std::vector<int> parent;       ///< -1 for roots
};

[[nodiscard]] NaiveTrace loadNaive(CacheReader& reader, const TraceSummary& summary);

/// The sets of spans, as indices, that a query has in a trace.
[[nodiscard]] std::vector<std::vector<int>> naiveAnswer(const Query& query, const NaiveTrace& trace);

} // namespace tailrace::test
