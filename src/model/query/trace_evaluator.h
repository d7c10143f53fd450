// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Answers a query for one trace after the other, from the sets of spans that its filters found: what && || and
// structural operators make of them, and the stages of the pipeline. Holds one trace's tree at a time. One connection,
// one thread.

#include "model/query/condition_sql.h"
#include "model/query/id_set.h"
#include "model/query/query_functions.h"
#include "model/query/query_metrics.h"
#include "model/query/trace_relations.h"

#include <functional>
#include <map>

namespace tailrace {

/// The spans that a filter, or a list of words, holds for, and their traces.
struct FoundSpans {
    IdSet spans;
    IdSet traces;
    std::uint64_t count = 0;
};

/// By the address of the expression within its query.
using FoundByFilter = std::map<const SpansetExpression*, FoundSpans>;

/// One set of spans of a trace at the end of a pipeline.
struct SpanGroup {
    SpanPositions spans;
    std::vector<NamedValue> values; ///< what it was grouped by and what was counted, in order
};

class TraceEvaluator
{
public:
    /// `query` and `found` must outlive this.
    TraceEvaluator(Database& database, const Query& query, const FoundByFilter& found)
        : m_database(database)
        , m_query(query)
        , m_found(found)
    {
    }

    /// Loads a trace's tree; false if it has none.
    [[nodiscard]] Result<bool> load(std::int64_t trace);
    /// The sets that the loaded trace, or `tree`, has; none if the trace does not match.
    [[nodiscard]] Result<std::vector<SpanGroup>> evaluate() { return evaluate(m_tree); }
    [[nodiscard]] Result<std::vector<SpanGroup>> evaluate(TraceTree& tree);
    [[nodiscard]] const TraceTree& tree() const { return m_tree; }

private:
    using Groups = std::vector<SpanGroup>;
    [[nodiscard]] SpanPositions spansets(const SpansetExpression& expression, const SpanPositions& input);
    [[nodiscard]] Groups stages(const std::vector<QueryStage>& stages, SpanPositions input);
    [[nodiscard]] Groups filtered(const QueryStage& stage, Groups groups);
    [[nodiscard]] Groups aggregated(const QueryStage& stage, Groups groups);
    [[nodiscard]] Groups grouped(const QueryStage& stage, Groups groups);
    [[nodiscard]] QueryValue aggregate(const QueryStage& stage, const SpanPositions& spans);
    [[nodiscard]] QueryValue valueOf(const QueryExpression& expression, TreePosition span);
    void markSiblings();
    void fail(Error error);

    Database& m_database;
    const Query& m_query;
    const FoundByFilter& m_found;
    TraceTree m_tree;
    TraceTree* m_current = nullptr;
    RegexCache m_regexes;
    std::map<const QueryExpression*, Statement> m_values;
    std::vector<std::unique_ptr<std::string>> m_bound;
    Statement m_rows;
    Statement m_parents;
    bool m_hasRows = false;
    bool m_hasParents = false;
    std::optional<Error> m_error;
};

/// A statement with its parameters bound to values that live in `storage`.
[[nodiscard]] Result<Statement> prepareSql(Database& database, const SqlText& sql,
                                           std::vector<std::unique_ptr<std::string>>& storage);

} // namespace tailrace
