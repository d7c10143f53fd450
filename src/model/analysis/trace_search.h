// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds the spans of a trace that a query describes (its words and conditions: search_terms.h). What the table holds
// is looked up there; attributes, events and logs are streamed from the cache, and only if the query asks for them.
// Memory: some bytes a span. Large traces are read by several threads at once. Blocks until done: call on a worker;
// the token stops it.

#include "model/analysis/search_terms.h"
#include "model/base/result.h"
#include "model/trace/span_table.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

struct SpanMatches {
    std::vector<SpanIndex> matches; ///< ascending; every span has all terms. None for a query without terms
    QueryProblem problem;           ///< of the query; then nothing matches
};

/// Fails with what the cache says if it cannot be read, and with Cancelled when stopped. A query with a mistake is
/// no failure: the result tells it.
[[nodiscard]] Result<SpanMatches> searchTrace(const std::string& cacheFile, const SpanTable& table,
                                               std::string_view query, const std::stop_token& stop = {});

} // namespace tailrace
