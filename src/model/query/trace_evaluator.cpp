// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/trace_evaluator.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace tailrace {

namespace {

std::string aggregateText(const QueryStage& stage)
{
    constexpr std::array<std::string_view, 5> kNames{"count", "avg", "min", "max", "sum"};
    const std::string inner = stage.aggregate == Aggregate::Count ? "" : expressionText(stage.expression);
    return std::string(kNames[static_cast<std::size_t>(stage.aggregate)]) + "(" + inner + ")";
}

/// Sum, and what it is of.
class Sum
{
public:
    void add(const QueryValue& value)
    {
        ++m_count;
        m_real += value.asReal();
        if (m_count == 1)
            m_integers = value;
        else if (m_integers.type != QueryType::Float && value.type != QueryType::Float)
            m_integers = calculate(QueryOperator::Add, m_integers, value);
        else
            m_integers = QueryValue::ofFloat(m_real);
    }
    [[nodiscard]] QueryValue total() const { return m_integers; }
    [[nodiscard]] QueryValue average() const { return QueryValue::ofFloat(m_real / static_cast<double>(m_count)); }

private:
    std::int64_t m_count = 0;
    double m_real = 0;
    QueryValue m_integers;
};

} // namespace

Result<Statement> prepareSql(Database& database, const SqlText& sql,
                             std::vector<std::unique_ptr<std::string>>& storage)
{
    Result<Statement> statement = database.prepare(sql.text);
    if (!statement)
        return statement;
    int number = 0;
    for (const QueryValue& value : sql.parameters) {
        storage.push_back(std::make_unique<std::string>());
        bindValue(*statement, ++number, value, *storage.back());
    }
    return statement;
}

void TraceEvaluator::fail(Error error)
{
    if (!m_error)
        m_error = std::move(error);
}

Result<bool> TraceEvaluator::load(std::int64_t trace)
{
    if (!m_hasRows) {
        Result<Statement> rows =
            m_database.prepare("SELECT span, last, depth FROM tree WHERE trace = ? ORDER BY position");
        if (!rows)
            return failure(std::move(rows));
        m_rows = std::move(*rows);
        m_hasRows = true;
    }
    m_tree.clear();
    m_tree.trace = trace;
    m_rows.bind(1, trace);
    for (;;) {
        const Result<bool> row = m_rows.step();
        if (!row)
            return row;
        if (!*row)
            return m_tree.size() > 0;
        m_tree.add(m_rows.integer(0), m_rows.integer(1), m_rows.integer(2));
    }
}

Result<std::vector<SpanGroup>> TraceEvaluator::evaluate(TraceTree& tree)
{
    m_current = &tree;
    SpanPositions all(tree.size());
    std::iota(all.begin(), all.end(), TreePosition{0});
    Groups groups = stages(m_query.stages, std::move(all));
    if (m_error)
        return tl::unexpected<Error>(*std::exchange(m_error, std::nullopt));
    return groups;
}

void TraceEvaluator::markSiblings()
{
    if (!m_current->siblings.empty())
        return;
    if (!m_hasParents) {
        Result<Statement> parents = m_database.prepare("SELECT parent_id FROM span WHERE id = ?");
        if (!parents)
            return fail(std::move(parents.error()));
        m_parents = std::move(*parents);
        m_hasParents = true;
    }
    std::vector<std::int64_t> named;
    for (TreePosition p = 0; p < m_current->size(); p = m_current->last[p] + 1) {
        const Result<bool> row = m_parents.bind(1, m_current->span[p]).step();
        if (!row)
            return fail(row.error());
        named.push_back(*row ? m_parents.integer(0) : 0);
        m_parents.reset();
    }
    m_current->markSiblings(named);
}

SpanPositions TraceEvaluator::spansets(const SpansetExpression& e, const SpanPositions& input)
{
    using Kind = SpansetExpression::Kind;
    switch (e.kind) {
    case Kind::Filter:
    case Kind::Words: {
        const FoundSpans& found = m_found.at(&e);
        SpanPositions kept;
        for (const TreePosition p : input)
            if (found.spans.has(m_current->span[p]))
                kept.push_back(p);
        return kept;
    }
    case Kind::And:
    case Kind::Or: {
        SpanPositions all;
        for (const SpansetExpression& operand : e.operands) {
            const SpanPositions part = spansets(operand, input);
            if (part.empty() && e.kind == Kind::And)
                return {};
            all = united(all, part);
        }
        return all;
    }
    case Kind::Structural: {
        const SpanPositions left = spansets(e.operands.front(), input);
        const SpanPositions right = spansets(e.operands.back(), input);
        if (e.relation == Relation::Sibling)
            markSiblings();
        if (m_error)
            return {};
        return relate(*m_current, e, left, right);
    }
    case Kind::Pipeline: {
        SpanPositions all;
        for (const SpanGroup& group : stages(e.stages, input))
            all = united(all, group.spans);
        return all;
    }
    }
    return {};
}

TraceEvaluator::Groups TraceEvaluator::stages(const std::vector<QueryStage>& stages, SpanPositions input)
{
    Groups groups;
    if (!input.empty())
        groups.push_back({std::move(input), {}});
    for (const QueryStage& stage : stages) {
        switch (stage.kind) {
        case QueryStage::Kind::Spansets:
            groups = filtered(stage, std::move(groups));
            break;
        case QueryStage::Kind::Aggregate:
            groups = aggregated(stage, std::move(groups));
            break;
        case QueryStage::Kind::By:
            groups = grouped(stage, std::move(groups));
            break;
        case QueryStage::Kind::Coalesce: {
            SpanPositions all;
            for (const SpanGroup& group : groups)
                all = united(all, group.spans);
            groups.clear();
            if (!all.empty())
                groups.push_back({std::move(all), {}});
            break;
        }
        case QueryStage::Kind::Select:
            break;
        }
    }
    return groups;
}

TraceEvaluator::Groups TraceEvaluator::filtered(const QueryStage& stage, Groups groups)
{
    for (SpanGroup& group : groups)
        group.spans = spansets(stage.spansets, group.spans);
    std::erase_if(groups, [](const SpanGroup& group) { return group.spans.empty(); });
    return groups;
}

TraceEvaluator::Groups TraceEvaluator::aggregated(const QueryStage& stage, Groups groups)
{
    Groups kept;
    for (SpanGroup& group : groups) {
        QueryValue value = aggregate(stage, group.spans);
        if (value.isNil() || !compareValues(stage.op, value, stage.value, m_regexes))
            continue;
        group.values.push_back({aggregateText(stage), std::move(value)});
        kept.push_back(std::move(group));
    }
    return kept;
}

QueryValue TraceEvaluator::aggregate(const QueryStage& stage, const SpanPositions& spans)
{
    if (stage.aggregate == Aggregate::Count)
        return QueryValue::ofInt(static_cast<std::int64_t>(spans.size()));
    Sum sum;
    QueryValue best;
    const QueryOperator better =
        stage.aggregate == Aggregate::Minimum ? QueryOperator::Less : QueryOperator::Greater;
    bool any = false;
    for (const TreePosition p : spans) {
        const QueryValue value = valueOf(stage.expression, p);
        if (!value.isNumber())
            continue;
        any = true;
        sum.add(value);
        if (best.isNil() || compareValues(better, value, best, m_regexes))
            best = value;
    }
    if (!any)
        return {};
    if (stage.aggregate == Aggregate::Average)
        return sum.average();
    return stage.aggregate == Aggregate::Sum ? sum.total() : best;
}

TraceEvaluator::Groups TraceEvaluator::grouped(const QueryStage& stage, Groups groups)
{
    Groups all;
    const std::string name = "by(" + expressionText(stage.expression) + ")";
    for (const SpanGroup& group : groups) {
        std::map<std::string, std::size_t> known;
        for (const TreePosition p : group.spans) {
            QueryValue value = valueOf(stage.expression, p);
            const auto [entry, isNew] = known.try_emplace(groupKey(value), all.size());
            if (isNew) {
                all.push_back({{}, group.values});
                all.back().values.push_back({name, std::move(value)});
            }
            all[entry->second].spans.push_back(p);
        }
    }
    return all;
}

QueryValue TraceEvaluator::valueOf(const QueryExpression& expression, TreePosition span)
{
    auto known = m_values.find(&expression);
    if (known == m_values.end()) {
        ConditionSql writer;
        const std::string id = writer.parameter(QueryValue::of(QueryType::Other, 0)); // the span, bound below
        const std::string text = "SELECT " + writer.value(expression) + " FROM span AS s WHERE s.id = " + id;
        Result<Statement> statement = prepareSql(m_database, writer.take(text), m_bound);
        if (!statement) {
            fail(std::move(statement.error()));
            return {};
        }
        known = m_values.emplace(&expression, std::move(*statement)).first;
    }
    Statement& statement = known->second;
    statement.bind(1, m_current->span[span]);
    const Result<bool> row = statement.step();
    QueryValue value;
    if (!row)
        fail(row.error());
    else if (*row)
        value = readValue(statement, 0);
    statement.reset();
    if (expression.type == QueryType::Duration && value.type == QueryType::Int)
        value.type = QueryType::Duration;
    return value;
}

} // namespace tailrace
