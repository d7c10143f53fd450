// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/token_reader.h"

#include <array>

namespace tailrace {

namespace {

using Kind = QueryToken::Kind;
using StageResult = tl::expected<QueryStage, QueryRefusal>;

constexpr std::string_view kStages =
    "a filter { … }, count(), avg(), min(), max(), sum(), by(), coalesce(), select() or a metric like rate()";

struct NamedAggregate {
    std::string_view name;
    Aggregate aggregate;
};
constexpr std::array kAggregates{NamedAggregate{"count", Aggregate::Count},
                                 NamedAggregate{"avg", Aggregate::Average},
                                 NamedAggregate{"min", Aggregate::Minimum},
                                 NamedAggregate{"max", Aggregate::Maximum}, NamedAggregate{"sum", Aggregate::Sum}};

struct NamedMetric {
    std::string_view name;
    MetricFunction function;
};
constexpr std::array kMetrics{
    NamedMetric{"rate", MetricFunction::Rate},
    NamedMetric{"count_over_time", MetricFunction::Count},
    NamedMetric{"min_over_time", MetricFunction::Minimum},
    NamedMetric{"max_over_time", MetricFunction::Maximum},
    NamedMetric{"avg_over_time", MetricFunction::Average},
    NamedMetric{"sum_over_time", MetricFunction::Sum},
    NamedMetric{"quantile_over_time", MetricFunction::Quantile},
    NamedMetric{"histogram_over_time", MetricFunction::Histogram},
};

std::optional<QueryOperator> comparisonOf(const QueryToken& token)
{
    constexpr std::array kSigns{QueryOperator::Equal,   QueryOperator::NotEqual,
                                QueryOperator::Less,    QueryOperator::LessOrEqual,
                                QueryOperator::Greater, QueryOperator::GreaterOrEqual};
    if (token.kind == Kind::Sign)
        for (const QueryOperator op : kSigns)
            if (signOf(op) == token.text)
                return op;
    return std::nullopt;
}

} // namespace

StageResult TokenReader::stage(bool isFirst)
{
    QueryStage stage;
    stage.column = column();
    for (const NamedAggregate& known : kAggregates)
        if (atWord(known.name))
            return aggregate(known.aggregate);
    if (atMetric())
        return tl::unexpected(
            QueryRefusal{"a metric stands last, behind a set of spans", "{ … } before it", column()});
    if (atWord("by")) {
        skip();
        CheckedExpression by = inParentheses();
        if (!by)
            return tl::unexpected(std::move(by.error()));
        if (std::optional<QueryRefusal> refusal = checkGrouping(*by))
            return tl::unexpected(std::move(*refusal));
        stage.kind = QueryStage::Kind::By;
        stage.expression = std::move(*by);
        return stage;
    }
    const bool isCoalesce = atWord("coalesce");
    if (isFirst || (!isCoalesce && !atWord("select"))) {
        if (atWord("compare"))
            return tl::unexpected(QueryRefusal{"compare() is not supported", std::string(kStages), column()});
        return tl::unexpected(
            refusal(isFirst ? "{, (, or a pipeline that begins with count(), avg(), min(), max(), sum() or by()"
                            : std::string(kStages)));
    }
    skip();
    if (std::optional<QueryRefusal> missing = need("("))
        return tl::unexpected(std::move(*missing));
    stage.kind = isCoalesce ? QueryStage::Kind::Coalesce : QueryStage::Kind::Select;
    if (!isCoalesce) {
        tl::expected<std::vector<FieldRef>, QueryRefusal> selected = fields();
        if (!selected)
            return tl::unexpected(std::move(selected.error()));
        stage.fields = std::move(*selected);
    }
    if (std::optional<QueryRefusal> missing = need(")"))
        return tl::unexpected(std::move(*missing));
    return stage;
}

StageResult TokenReader::aggregate(Aggregate aggregate)
{
    QueryStage stage;
    stage.kind = QueryStage::Kind::Aggregate;
    stage.column = column();
    stage.aggregate = aggregate;
    skip();
    if (aggregate == Aggregate::Count) {
        for (const std::string_view sign : {"(", ")"})
            if (std::optional<QueryRefusal> missing = need(sign))
                return tl::unexpected(std::move(*missing));
    } else {
        CheckedExpression argument = inParentheses();
        if (!argument)
            return tl::unexpected(std::move(argument.error()));
        if (std::optional<QueryRefusal> refusal = checkAggregated(*argument))
            return tl::unexpected(std::move(*refusal));
        stage.expression = std::move(*argument);
    }
    const std::optional<QueryOperator> op = comparisonOf(current());
    if (!op)
        return tl::unexpected(refusal("a comparison with a number: =, !=, <, <=, > or >="));
    stage.op = *op;
    skip();
    const int valueColumn = column();
    CheckedExpression value = sum();
    if (!value)
        return tl::unexpected(std::move(value.error()));
    if (value->kind != QueryExpression::Kind::Constant || !value->constant.isNumber())
        return tl::unexpected(QueryRefusal{"an aggregate can only be compared with a constant number",
                                           "a number or a duration", valueColumn});
    stage.value = std::move(value->constant);
    return stage;
}

bool TokenReader::atMetric() const
{
    if (current().kind == Kind::Word)
        for (const NamedMetric& known : kMetrics)
            if (known.name == current().text)
                return true;
    return false;
}

tl::expected<QueryMetric, QueryRefusal> TokenReader::metric()
{
    QueryMetric metric;
    for (const NamedMetric& known : kMetrics)
        if (known.name == current().text)
            metric.function = known.function;
    skip();
    std::optional<QueryRefusal> refusal = need("(");
    if (!refusal)
        refusal = arguments(metric);
    if (!refusal)
        refusal = need(")");
    if (!refusal)
        refusal = furtherMetricParts(metric);
    if (refusal)
        return tl::unexpected(std::move(*refusal));
    return metric;
}

std::optional<QueryRefusal> TokenReader::arguments(QueryMetric& metric)
{
    if (metric.function == MetricFunction::Rate || metric.function == MetricFunction::Count)
        return std::nullopt;
    const int fieldColumn = column();
    tl::expected<FieldRef, QueryRefusal> measured = field();
    if (!measured)
        return std::move(measured.error());
    if (std::optional<QueryRefusal> refusal = checkAggregated(fieldExpression(*measured, fieldColumn)))
        return refusal;
    metric.fields.push_back(std::move(*measured));
    if (metric.function != MetricFunction::Quantile)
        return std::nullopt;
    do {
        if (std::optional<QueryRefusal> missing = need(","))
            return missing;
        const QueryValue value = current().value;
        const bool isQuantile = current().kind == Kind::Value && value.isNumber() &&
                                value.type != QueryType::Duration && value.asReal() >= 0 && value.asReal() <= 1;
        if (!isQuantile)
            return refusal("a quantile between 0 and 1");
        metric.quantiles.push_back(value.asReal());
        skip();
    } while (atSign(","));
    return std::nullopt;
}

std::optional<QueryRefusal> TokenReader::furtherMetricParts(QueryMetric& metric)
{
    if (atWord("by")) {
        skip();
        if (std::optional<QueryRefusal> missing = need("("))
            return missing;
        tl::expected<std::vector<FieldRef>, QueryRefusal> by = fields();
        if (!by)
            return std::move(by.error());
        metric.by = std::move(*by);
        if (std::optional<QueryRefusal> missing = need(")"))
            return missing;
    }
    if (takeSign("|"))
        if (std::optional<QueryRefusal> refusal = top(metric))
            return refusal;
    if (atWord("with"))
        return hints();
    return std::nullopt;
}

std::optional<QueryRefusal> TokenReader::top(QueryMetric& metric)
{
    const bool isBottom = atWord("bottomk");
    if (!isBottom && !atWord("topk"))
        return refusal("topk(…) or bottomk(…)");
    skip();
    if (std::optional<QueryRefusal> missing = need("("))
        return missing;
    if (current().kind != Kind::Value || current().value.type != QueryType::Int || current().value.integer < 1)
        return refusal("how many series, 1 or more");
    metric.top = isBottom ? -current().value.integer : current().value.integer;
    skip();
    return need(")");
}

/// Hints tell a server how to work; they change no answer.
std::optional<QueryRefusal> TokenReader::hints()
{
    skip();
    if (std::optional<QueryRefusal> missing = need("("))
        return missing;
    do {
        if (current().kind != Kind::Word)
            return refusal("the name of a hint");
        skip();
        if (std::optional<QueryRefusal> missing = need("="))
            return missing;
        if (current().kind != Kind::Value && !atWord("true") && !atWord("false"))
            return refusal("a constant");
        skip();
    } while (takeSign(","));
    return need(")");
}

} // namespace tailrace
