// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_tree.h"

#include "model/base/json_writer.h"

#include <array>

namespace tailrace {

namespace {

struct IntrinsicShape {
    std::string_view name;
    QueryType type;
};

/// In the order of Intrinsic.
constexpr std::array<IntrinsicShape, 22> kIntrinsics{{
    {"", QueryType::Unknown},
    {"name", QueryType::String},
    {"status", QueryType::Status},
    {"statusMessage", QueryType::String},
    {"kind", QueryType::Kind},
    {"duration", QueryType::Duration},
    {"traceDuration", QueryType::Duration},
    {"rootName", QueryType::String},
    {"rootServiceName", QueryType::String},
    {"nestedSetLeft", QueryType::Int},
    {"nestedSetRight", QueryType::Int},
    {"nestedSetParent", QueryType::Int},
    {"span:id", QueryType::String},
    {"span:parentID", QueryType::String},
    {"span:childCount", QueryType::Int},
    {"trace:id", QueryType::String},
    {"event:name", QueryType::String},
    {"event:timeSinceStart", QueryType::Duration},
    {"link:traceID", QueryType::String},
    {"link:spanID", QueryType::String},
    {"instrumentation:name", QueryType::String},
    {"instrumentation:version", QueryType::String},
}};

constexpr std::array<std::string_view, 6> kScopes{".",      "span.", "resource.",
                                                  "event.", "link.", "instrumentation."};

bool needsQuotes(std::string_view key)
{
    return key.empty() || key.find_first_of(" \t\r\n\v\f{}()=~!<>&|^,\"\\") != std::string_view::npos ||
           (key.front() >= '0' && key.front() <= '9');
}

std::string fieldList(const std::vector<FieldRef>& fields)
{
    std::string text;
    for (const FieldRef& field : fields)
        text.append(text.empty() ? "" : ", ").append(fieldText(field));
    return text;
}

std::string binaryText(const QueryExpression& e)
{
    std::string text;
    const std::string sign = " " + std::string(signOf(e.op)) + " ";
    for (const QueryExpression& operand : e.operands) {
        const std::string part = expressionText(operand);
        text.append(text.empty() ? "" : sign);
        text += operand.kind == QueryExpression::Kind::Binary ? "(" + part + ")" : part;
    }
    return text;
}

std::string_view relationSign(Relation relation)
{
    constexpr std::array<std::string_view, 5> kSigns{">", ">>", "<", "<<", "~"};
    return kSigns[static_cast<std::size_t>(relation)];
}

std::string stagesText(const std::vector<QueryStage>& stages);

std::string spansetText(const SpansetExpression& e)
{
    switch (e.kind) {
    case SpansetExpression::Kind::Filter: {
        const std::string inner = expressionText(e.filter);
        return "{ " + inner + " }";
    }
    case SpansetExpression::Kind::Words: {
        std::string text = "words(";
        for (const std::string& word : e.words)
            text.append(text.back() == '(' ? "" : ", ").append(queryText(QueryValue::ofString(word)));
        return text + ")";
    }
    case SpansetExpression::Kind::Pipeline:
        return "(" + stagesText(e.stages) + ")";
    default:
        break;
    }
    std::string sign = e.kind == SpansetExpression::Kind::And ? "&&" : "||";
    if (e.kind == SpansetExpression::Kind::Structural)
        sign = (e.isNegated ? "!" : e.isUnion ? "&" : "") + std::string(relationSign(e.relation));
    std::string text;
    for (const SpansetExpression& operand : e.operands) {
        const std::string part = spansetText(operand);
        const bool isJoined = !operand.operands.empty();
        text.append(text.empty() ? "" : " " + sign + " ").append(isJoined ? "(" + part + ")" : part);
    }
    return text;
}

std::string_view aggregateName(Aggregate aggregate)
{
    constexpr std::array<std::string_view, 5> kNames{"count", "avg", "min", "max", "sum"};
    return kNames[static_cast<std::size_t>(aggregate)];
}

std::string stageText(const QueryStage& stage)
{
    switch (stage.kind) {
    case QueryStage::Kind::Spansets:
        return spansetText(stage.spansets);
    case QueryStage::Kind::Aggregate:
        return std::string(aggregateName(stage.aggregate)) + "(" +
               (stage.aggregate == Aggregate::Count ? "" : expressionText(stage.expression)) + ") " +
               std::string(signOf(stage.op)) + " " + queryText(stage.value);
    case QueryStage::Kind::By:
        return "by(" + expressionText(stage.expression) + ")";
    case QueryStage::Kind::Coalesce:
        return "coalesce()";
    case QueryStage::Kind::Select:
        return "select(" + fieldList(stage.fields) + ")";
    }
    return {};
}

std::string stagesText(const std::vector<QueryStage>& stages)
{
    std::string text;
    for (const QueryStage& stage : stages)
        text.append(text.empty() ? "" : " | ").append(stageText(stage));
    return text;
}

std::string metricText(const QueryMetric& metric)
{
    constexpr std::array<std::string_view, 8> kNames{
        "rate",          "count_over_time", "min_over_time",      "max_over_time",
        "avg_over_time", "sum_over_time",   "quantile_over_time", "histogram_over_time"};
    std::string text(kNames[static_cast<std::size_t>(metric.function)]);
    text += "(" + fieldList(metric.fields);
    for (const double quantile : metric.quantiles)
        text += ", " + queryText(QueryValue::ofFloat(quantile));
    text += ")";
    if (!metric.by.empty())
        text += " by (" + fieldList(metric.by) + ")";
    if (metric.top > 0)
        text += " | topk(" + std::to_string(metric.top) + ")";
    if (metric.top < 0)
        text += " | bottomk(" + std::to_string(-metric.top) + ")";
    return text;
}

} // namespace

std::string fieldText(const FieldRef& field)
{
    if (field.intrinsic != Intrinsic::None)
        return std::string(kIntrinsics[static_cast<std::size_t>(field.intrinsic)].name);
    std::string text = field.ofParent ? "parent" : "";
    if (field.ofParent && field.scope == FieldScope::Unscoped)
        text += ".";
    else
        text.append(field.ofParent ? "." : "").append(kScopes[static_cast<std::size_t>(field.scope)]);
    if (!needsQuotes(field.key))
        return text + field.key;
    text.push_back('"');
    for (const char sign : field.key) {
        if (sign == '"' || sign == '\\')
            text.push_back('\\');
        text.push_back(sign);
    }
    return text + "\"";
}

QueryType typeOf(const FieldRef& field)
{
    return kIntrinsics[static_cast<std::size_t>(field.intrinsic)].type;
}

std::string expressionText(const QueryExpression& e)
{
    switch (e.kind) {
    case QueryExpression::Kind::Constant:
        return queryText(e.constant);
    case QueryExpression::Kind::Field:
        return fieldText(e.field);
    case QueryExpression::Kind::Unary: {
        const QueryExpression& operand = e.operands.front();
        const std::string inner = expressionText(operand);
        return std::string(signOf(e.op)) +
               (operand.kind == QueryExpression::Kind::Binary ? "(" + inner + ")" : inner);
    }
    case QueryExpression::Kind::Binary:
        return binaryText(e);
    }
    return {};
}

std::string queryText(const Query& query)
{
    std::string text = query.stages.empty() ? "{ true }" : stagesText(query.stages);
    if (query.metric)
        text += " | " + metricText(*query.metric);
    return text;
}

} // namespace tailrace
