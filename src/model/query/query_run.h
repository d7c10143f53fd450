// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One query over one state of a cache: its filters answered by SQL, then which traces match. The engine keeps the last
// one, so that the next page of a list costs nothing more. One connection, one thread.

#include "model/query/trace_evaluator.h"

#include <stop_token>

namespace tailrace {

/// What one filter asks the database.
[[nodiscard]] SqlText filterSql(const SpansetExpression& filter);

class QueryRun
{
public:
    QueryRun(Database& database, Query query)
        : m_database(database)
        , m_query(std::move(query))
    {
    }
    QueryRun(const QueryRun&) = delete;
    QueryRun& operator=(const QueryRun&) = delete;

    /// Answers the filters, then finds the traces. Within a read transaction.
    [[nodiscard]] Result<void> execute(const std::stop_token& stop);

    [[nodiscard]] const Query& query() const { return m_query; }
    [[nodiscard]] const IdSet& traces() const { return m_traces; }
    /// Spans of all sets of all traces that match.
    [[nodiscard]] std::uint64_t spanCount() const { return m_spanCount; }

    using EachTrace = std::function<Result<bool>(const TraceTree&, const std::vector<SpanGroup>&)>;
    /// Calls `each` for every matching trace in the order of their numbers until it returns false.
    [[nodiscard]] Result<void> forEachTrace(const std::stop_token& stop, const EachTrace& each);
    /// The sets of one matching trace.
    [[nodiscard]] Result<std::vector<SpanGroup>> evaluate(std::int64_t trace);
    [[nodiscard]] const TraceTree& tree() const { return m_evaluator->tree(); }
    /// If the query is one filter only, so that its spans are the answer.
    [[nodiscard]] const FoundSpans* onlyFilter() const;

private:
    [[nodiscard]] Result<void> answerFilter(const SpansetExpression& filter, const std::stop_token& stop);
    [[nodiscard]] std::optional<IdSet> candidates(const SpansetExpression& expression) const;
    [[nodiscard]] std::optional<IdSet> candidates(const std::vector<QueryStage>& stages) const;
    [[nodiscard]] Result<void> walkAll(const IdSet* wanted, const std::stop_token& stop, const EachTrace& each);
    [[nodiscard]] Result<void> walkSome(const IdSet& wanted, const std::stop_token& stop, const EachTrace& each);
    [[nodiscard]] Result<void> walk(const IdSet* wanted, const std::stop_token& stop, const EachTrace& each);

    Database& m_database;
    Query m_query;
    FoundByFilter m_found;
    std::optional<TraceEvaluator> m_evaluator;
    IdSet m_traces;
    std::uint64_t m_spanCount = 0;
};

} // namespace tailrace
