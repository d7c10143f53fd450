// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads single spans as results show them, with what the query selects. One connection, one thread.

#include "model/query/query_engine.h"
#include "model/query/trace_evaluator.h"

namespace tailrace {

class SpanRows
{
public:
    [[nodiscard]] static Result<SpanRows> prepare(Database& database, const Query& query);
    /// What the query's select() stages name, without repetition.
    [[nodiscard]] static std::vector<std::string> columns(const Query& query);

    [[nodiscard]] Result<MatchedSpan> read(std::int64_t rowId, TraceId traceId);
    [[nodiscard]] Result<TraceId> traceId(std::int64_t trace);

private:
    Statement m_span;
    Statement m_trace;
    std::vector<QueryType> m_types; ///< of the selected columns
    std::vector<std::unique_ptr<std::string>> m_bound;
};

} // namespace tailrace
