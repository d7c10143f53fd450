// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_run.h"

#include "model/query/place_table.h"

namespace tailrace {

namespace {

/// Seeking a trace costs about as much as reading this many others on the way.
constexpr std::uint64_t kSeekWorth = 8;

bool isFilter(const SpansetExpression& e)
{
    return e.kind == SpansetExpression::Kind::Filter || e.kind == SpansetExpression::Kind::Words;
}

tl::unexpected<Error> cancelled()
{
    return failure(ErrorCode::Cancelled, "cancelled");
}

} // namespace

SqlText filterSql(const SpansetExpression& filter)
{
    ConditionSql writer;
    const std::string condition = filter.kind == SpansetExpression::Kind::Words ? writer.words(filter.words)
                                                                                : writer.condition(filter.filter);
    return writer.take("SELECT s.id, s.trace FROM span AS s WHERE " + condition);
}

Result<void> QueryRun::execute(const std::stop_token& stop)
{
    if (readsPlaces(m_query))
        if (Result<void> made = makePlaces(m_database, stop); !made)
            return made;
    Result<void> state;
    forEachFilter(m_query, [&](const SpansetExpression& filter) {
        if (state)
            state = answerFilter(filter, stop);
    });
    if (!state)
        return state;
    m_evaluator.emplace(m_database, m_query, m_found);
    if (const FoundSpans* only = onlyFilter()) {
        m_traces = only->traces;
        m_spanCount = only->count;
        return {};
    }
    const std::optional<IdSet> wanted = candidates(m_query.stages);
    return walk(wanted ? &*wanted : nullptr, stop,
                [this](const TraceTree& tree, const std::vector<SpanGroup>& groups) -> Result<bool> {
                    m_traces.add(tree.trace);
                    for (const SpanGroup& group : groups)
                        m_spanCount += group.spans.size();
                    return true;
                });
}

Result<void> QueryRun::answerFilter(const SpansetExpression& filter, const std::stop_token& stop)
{
    FoundSpans& found = m_found[&filter];
    std::vector<std::unique_ptr<std::string>> bound;
    Result<Statement> rows = prepareSql(m_database, filterSql(filter), bound);
    if (!rows)
        return failure(std::move(rows));
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return {};
        found.spans.add(rows->integer(0));
        found.traces.add(rows->integer(1));
        if (++found.count % 4096 == 0 && stop.stop_requested())
            return cancelled();
    }
}

const FoundSpans* QueryRun::onlyFilter() const
{
    for (std::size_t i = 0; i < m_query.stages.size(); ++i) {
        const QueryStage& stage = m_query.stages[i];
        const bool changesNothing =
            stage.kind == QueryStage::Kind::Select || stage.kind == QueryStage::Kind::Coalesce;
        if (i == 0 ? stage.kind != QueryStage::Kind::Spansets || !isFilter(stage.spansets) : !changesNothing)
            return nullptr;
    }
    return m_query.stages.empty() ? nullptr : &m_found.at(&m_query.stages.front().spansets);
}

/// The traces that may match; nothing if all may.
std::optional<IdSet> QueryRun::candidates(const SpansetExpression& e) const
{
    using Kind = SpansetExpression::Kind;
    if (isFilter(e))
        return m_found.at(&e).traces;
    if (e.kind == Kind::Pipeline)
        return candidates(e.stages);
    if (e.kind == Kind::Structural && e.isNegated)
        return candidates(e.operands.back());
    std::optional<IdSet> all;
    bool isFirst = true;
    for (const SpansetExpression& operand : e.operands) {
        std::optional<IdSet> part = candidates(operand);
        if (e.kind == Kind::Or && (!part || (!isFirst && !all)))
            return std::nullopt;
        if (!all)
            all = std::move(part);
        else if (e.kind == Kind::Or)
            all->unite(*part);
        else if (part)
            all->intersect(*part);
        isFirst = false;
    }
    return all;
}

std::optional<IdSet> QueryRun::candidates(const std::vector<QueryStage>& stages) const
{
    if (stages.empty() || stages.front().kind != QueryStage::Kind::Spansets)
        return std::nullopt;
    return candidates(stages.front().spansets);
}

Result<std::vector<SpanGroup>> QueryRun::evaluate(std::int64_t trace)
{
    const Result<bool> loaded = m_evaluator->load(trace);
    if (!loaded)
        return tl::unexpected<Error>(loaded.error());
    return m_evaluator->evaluate();
}

Result<void> QueryRun::forEachTrace(const std::stop_token& stop, const EachTrace& each)
{
    return walk(&m_traces, stop, each);
}

Result<void> QueryRun::walk(const IdSet* wanted, const std::stop_token& stop, const EachTrace& each)
{
    const Result<std::int64_t> traces = m_database.integer("SELECT max(id) FROM trace");
    if (!traces)
        return tl::unexpected<Error>(traces.error());
    if (wanted != nullptr && wanted->count() * kSeekWorth < static_cast<std::uint64_t>(*traces))
        return walkSome(*wanted, stop, each);
    return walkAll(wanted, stop, each);
}

Result<void> QueryRun::walkSome(const IdSet& wanted, const std::stop_token& stop, const EachTrace& each)
{
    Result<void> state;
    bool goesOn = true;
    wanted.forEach([&](std::int64_t trace) {
        if (!state || !goesOn)
            return;
        Result<std::vector<SpanGroup>> groups =
            stop.stop_requested() ? Result<std::vector<SpanGroup>>(cancelled()) : evaluate(trace);
        if (!groups) {
            state = failure(std::move(groups));
            return;
        }
        if (groups->empty())
            return;
        const Result<bool> next = each(m_evaluator->tree(), *groups);
        if (!next)
            state = tl::unexpected<Error>(next.error());
        goesOn = next.value_or(false);
    });
    return state;
}

Result<void> QueryRun::walkAll(const IdSet* wanted, const std::stop_token& stop, const EachTrace& each)
{
    Result<Statement> rows =
        m_database.prepare("SELECT trace, span, last, depth FROM tree ORDER BY trace, position");
    if (!rows)
        return failure(std::move(rows));
    TraceTree tree;
    for (bool more = true; more;) {
        const Result<bool> row = rows->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        more = *row;
        const std::int64_t trace = more ? rows->integer(0) : 0;
        if (tree.size() > 0 && (!more || trace != tree.trace)) {
            if (stop.stop_requested())
                return cancelled();
            Result<std::vector<SpanGroup>> groups = m_evaluator->evaluate(tree);
            if (!groups)
                return failure(std::move(groups));
            const Result<bool> next = groups->empty() ? Result<bool>(true) : each(tree, *groups);
            if (!next)
                return tl::unexpected<Error>(next.error());
            if (!*next)
                return {};
            tree.clear();
        }
        if (!more || (wanted != nullptr && !wanted->has(trace)))
            continue;
        tree.trace = trace;
        tree.add(rows->integer(1), rows->integer(2), rows->integer(3));
    }
    return {};
}

} // namespace tailrace
