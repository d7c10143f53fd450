// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/condition_sql.h"

#include "model/base/folded_text.h"
#include "model/base/ids.h"

#include <cmath>
#include <span>

namespace tailrace {

namespace {

bool isNegative(QueryOperator op)
{
    return op == QueryOperator::NotEqual || op == QueryOperator::MatchesNot;
}

bool isRegex(QueryOperator op)
{
    return op == QueryOperator::Matches || op == QueryOperator::MatchesNot;
}

QueryOperator positive(QueryOperator op)
{
    return op == QueryOperator::NotEqual ? QueryOperator::Equal : QueryOperator::Matches;
}

std::string sqlSign(QueryOperator op)
{
    return op == QueryOperator::NotEqual ? "<>" : std::string(signOf(op));
}

std::string quotedSign(QueryOperator op)
{
    return "'" + std::string(signOf(op)) + "'";
}

bool isConstant(const QueryExpression& e)
{
    return e.kind == QueryExpression::Kind::Constant;
}

/// Whether its value is always true or false, never missing.
bool isCondition(const QueryExpression& e)
{
    switch (e.kind) {
    case QueryExpression::Kind::Constant:
        return e.constant.type == QueryType::Bool;
    case QueryExpression::Kind::Field:
        return false;
    case QueryExpression::Kind::Unary:
        return e.op == QueryOperator::Not && isCondition(e.operands.front());
    case QueryExpression::Kind::Binary:
        return isComparison(e.op) || e.op == QueryOperator::And || e.op == QueryOperator::Or;
    }
    return false;
}

std::string joinedPart(std::span<const std::string> parts, const std::string& by)
{
    if (parts.size() == 1)
        return parts.front();
    const std::size_t half = parts.size() / 2;
    return "(" + joinedPart(parts.first(half), by) + by + joinedPart(parts.subspan(half), by) + ")";
}

} // namespace

std::string joined(const std::vector<std::string>& parts, std::string_view by)
{
    return parts.empty() ? "1" : joinedPart(parts, " " + std::string(by) + " ");
}

SqlText ConditionSql::take(std::string text)
{
    return {std::move(text), std::exchange(m_parameters, {})};
}

std::string ConditionSql::parameter(QueryValue value)
{
    for (std::size_t i = 0; i < m_parameters.size(); ++i)
        if (m_parameters[i] == value)
            return "?" + std::to_string(i + 1);
    m_parameters.push_back(std::move(value));
    return "?" + std::to_string(m_parameters.size());
}

std::string ConditionSql::condition(const QueryExpression& e)
{
    switch (e.kind) {
    case QueryExpression::Kind::Constant:
        return e.constant.isTrue() ? "1" : "0";
    case QueryExpression::Kind::Unary:
        if (e.op == QueryOperator::Not && isCondition(e.operands.front()))
            return "NOT " + condition(e.operands.front());
        break;
    case QueryExpression::Kind::Binary:
        if (e.op == QueryOperator::And || e.op == QueryOperator::Or)
            return logic(e);
        if (isComparison(e.op))
            return comparison(e);
        break;
    case QueryExpression::Kind::Field:
        break;
    }
    return "is_true(" + value(e) + ")";
}

std::string ConditionSql::logic(const QueryExpression& e)
{
    std::vector<std::string> parts;
    for (const QueryExpression& operand : e.operands)
        parts.push_back(condition(operand));
    return joined(parts, e.op == QueryOperator::And ? "AND" : "OR");
}

std::string ConditionSql::comparison(const QueryExpression& e)
{
    const QueryExpression& left = e.operands.front();
    const QueryExpression& right = e.operands.back();
    using Kind = QueryExpression::Kind;
    if (left.kind == Kind::Field && isConstant(right))
        return right.constant.isNil() ? existence(left.field, e.op == QueryOperator::NotEqual)
                                      : test(left.field, e.op, right.constant);
    if (right.kind == Kind::Field && isConstant(left) && left.constant.isNil())
        return existence(right.field, e.op == QueryOperator::NotEqual);
    if (right.kind == Kind::Field && isConstant(left) && !isRegex(e.op))
        return test(right.field, mirrored(e.op), left.constant);
    return "compares(" + quotedSign(e.op) + ", " + value(left) + ", " + value(right) + ")";
}

std::string ConditionSql::existence(const FieldRef& field, bool wanted)
{
    std::string is;
    if (field.ofParent)
        is = "s.id IN (SELECT k.span FROM places AS k JOIN span AS p ON p.id = k.parent WHERE " + has(field, "p") +
             ")";
    else
        is = has(field, "s");
    return wanted ? is : "NOT " + is;
}

std::string ConditionSql::has(const FieldRef& field, const std::string& span)
{
    const std::string key = parameter(QueryValue::ofString(field.key));
    const auto holds = [&](const std::string& owner) {
        return "has_attribute(" + owner + ".attributes, " + key + ")";
    };
    const std::string service = isServiceName(field) ? " OR r.service <> 0" : "";
    const std::string ofResource =
        span + ".resource IN (SELECT r.id FROM resource AS r WHERE " + holds("r") + service + ")";
    switch (field.scope) {
    case FieldScope::Span:
        return holds(span);
    case FieldScope::Resource:
        return ofResource;
    case FieldScope::Unscoped:
        return "(" + holds(span) + " OR " + ofResource + ")";
    case FieldScope::Instrumentation:
        return span + ".scope IN (SELECT c.id FROM scope AS c WHERE " + holds("c") + ")";
    case FieldScope::Event:
    case FieldScope::Link:
        break;
    }
    return span + ".id IN (SELECT e.span FROM " + elementTable(field) + " AS e WHERE " + holds("e") + ")";
}

std::string ConditionSql::test(const FieldRef& field, QueryOperator op, const QueryValue& value)
{
    if (value.type == QueryType::Float && std::isnan(value.real))
        return "0";
    if (isOfElements(field))
        return elementTest(field, op, value);
    if (field.intrinsic != Intrinsic::None)
        return intrinsicTest(field.intrinsic, op, value);
    if (!field.ofParent)
        return attributeTest(field, op, value, "s");
    return "s.id IN (SELECT k.span FROM places AS k JOIN span AS p ON p.id = k.parent WHERE " +
           attributeTest(field, op, value, "p") + ")";
}

std::string ConditionSql::textTest(const std::string& text, QueryOperator op, const QueryValue& value)
{
    const std::string bound = parameter(value);
    if (isRegex(op))
        return (op == QueryOperator::Matches ? "text_matches(" : "NOT text_matches(") + text + ", " + bound + ")";
    return text + " " + sqlSign(op) + " " + bound;
}

std::string ConditionSql::textIn(const std::string& number, QueryOperator op, const QueryValue& value)
{
    return number + " IN (SELECT id FROM texts WHERE " + textTest("text", op, value) + ")";
}

std::string ConditionSql::numberTest(const std::string& number, QueryOperator op, const QueryValue& value)
{
    return number + " " + sqlSign(op) + " " + parameter(value);
}

std::string ConditionSql::idTest(const std::string& hi, const std::string& lo, QueryOperator op,
                                 const QueryValue& value)
{
    const bool isTrace = !hi.empty();
    const std::string text = isTrace ? "trace_text(" + hi + ", " + lo + ")" : "span_text(" + lo + ")";
    if (op != QueryOperator::Equal && op != QueryOperator::NotEqual)
        return textTest(text, op, value);
    const auto number = [](std::uint64_t bits) { return QueryValue::ofInt(static_cast<std::int64_t>(bits)); };
    std::string same = "0";
    if (const std::optional<TraceId> id = isTrace ? parseTraceId(value.text) : std::nullopt)
        same =
            "(" + hi + " = " + parameter(number(id->hi)) + " AND " + lo + " = " + parameter(number(id->lo)) + ")";
    else if (const std::optional<SpanId> spanId = isTrace ? std::nullopt : parseSpanId(value.text))
        same = lo + " = " + parameter(number(spanId->value));
    else if (value.text.empty())
        same = lo + " = 0";
    return op == QueryOperator::Equal ? same : "NOT " + same;
}

std::string ConditionSql::intrinsicTest(Intrinsic intrinsic, QueryOperator op, const QueryValue& value)
{
    const auto ofTrace = [](const std::string& test) {
        return "s.trace IN (SELECT id FROM trace WHERE " + test + ")";
    };
    const auto number = [&value] { return QueryValue::ofInt(value.integer); };
    switch (intrinsic) {
    case Intrinsic::Name:
        return textIn("s.name", op, value);
    case Intrinsic::Status:
        return numberTest("s.status", op, number());
    case Intrinsic::Kind:
        return numberTest("s.kind", op, number());
    case Intrinsic::StatusMessage:
        return textTest("coalesce(s.status_message, '')", op, value);
    case Intrinsic::Duration:
        return numberTest("max(s.duration_ns, 0)", op, value);
    case Intrinsic::TraceDuration:
        return ofTrace(numberTest("duration_ns", op, value));
    case Intrinsic::RootName:
        return ofTrace(textIn("root_name", op, value));
    case Intrinsic::RootService:
        return ofTrace(textIn("root_service", op, value));
    case Intrinsic::SpanId:
        return idTest("", "s.span_id", op, value);
    case Intrinsic::ParentId:
        return idTest("", "s.parent_id", op, value);
    case Intrinsic::TraceId:
        return ofTrace(idTest("hi", "lo", op, value));
    case Intrinsic::InstrumentationName:
        return "s.scope IN (SELECT id FROM scope WHERE " + textIn("name", op, value) + ")";
    case Intrinsic::InstrumentationVersion:
        return "s.scope IN (SELECT id FROM scope WHERE " + textTest("coalesce(version, '')", op, value) + ")";
    default:
        return "coalesce(" + numberTest(intrinsicValue(intrinsic), op, value) + ", 0)";
    }
}

/// Whether one event or link, called e, fulfils a condition.
std::string ConditionSql::elementHolds(const FieldRef& field, QueryOperator op, const QueryValue& value)
{
    switch (field.intrinsic) {
    case Intrinsic::EventName:
        return textIn("e.name", op, value);
    case Intrinsic::EventTimeSinceStart:
        return numberTest("e.time_ns - s.start_ns", op, value);
    case Intrinsic::LinkTraceId:
        return idTest("e.hi", "e.lo", op, value);
    case Intrinsic::LinkSpanId:
        return idTest("", "e.span_id", op, value);
    default:
        return "coalesce(attribute_is(e.attributes, " + parameter(QueryValue::ofString(field.key)) + ", " +
               quotedSign(op) + ", " + parameter(value) + "), 0)";
    }
}

std::string ConditionSql::elementTest(const FieldRef& field, QueryOperator op, const QueryValue& value)
{
    const std::string table = elementTable(field);
    const bool isOfSpan = field.intrinsic == Intrinsic::EventTimeSinceStart;
    const auto some = [&](const std::string& test) {
        if (isOfSpan)
            return "EXISTS (SELECT 1 FROM " + table + " AS e WHERE e.span = s.id AND " + test + ")";
        return "s.id IN (SELECT e.span FROM " + table + " AS e WHERE " + test + ")";
    };
    if (!isNegative(op))
        return some(elementHolds(field, op, value));
    const std::string same = elementHolds(field, positive(op), value);
    // Those that can be compared: equal or not.
    return "(" + some("(" + same + " OR " + elementHolds(field, op, value) + ")") + " AND NOT " + some(same) + ")";
}

std::string ConditionSql::resourceTest(const FieldRef& field, QueryOperator op, const QueryValue& value,
                                       const std::string& span)
{
    const std::string bound = parameter(value);
    std::string test = "coalesce(attribute_is(r.attributes, " + parameter(QueryValue::ofString(field.key)) + ", " +
                       quotedSign(op) + ", " + bound + "), ";
    // Formats that have no such attribute name the service elsewhere.
    if (isServiceName(field))
        test += "compares(" + quotedSign(op) + ", (SELECT text FROM string WHERE id = r.service), " + bound + "))";
    else
        test += "0)";
    return span + ".resource IN (SELECT r.id FROM resource AS r WHERE " + test + ")";
}

std::string ConditionSql::attributeTest(const FieldRef& field, QueryOperator op, const QueryValue& value,
                                        const std::string& span)
{
    const auto holds = [&](const std::string& owner) {
        return "attribute_is(" + owner + ".attributes, " + parameter(QueryValue::ofString(field.key)) + ", " +
               quotedSign(op) + ", " + parameter(value) + ")";
    };
    switch (field.scope) {
    case FieldScope::Span:
        return "coalesce(" + holds(span) + ", 0)";
    case FieldScope::Resource:
        return resourceTest(field, op, value, span);
    case FieldScope::Instrumentation:
        return span + ".scope IN (SELECT c.id FROM scope AS c WHERE coalesce(" + holds("c") + ", 0))";
    default:
        return "coalesce(" + holds(span) + ", " + resourceTest(field, op, value, span) + ")";
    }
}

std::string ConditionSql::value(const QueryExpression& e)
{
    if (e.kind == QueryExpression::Kind::Constant)
        return parameter(e.constant);
    if (e.kind == QueryExpression::Kind::Field)
        return value(e.field);
    if (isCondition(e))
        return "bool_value(" + condition(e) + ")";
    if (e.kind == QueryExpression::Kind::Unary)
        return (e.op == QueryOperator::Not ? "opposite(" : "negative(") + value(e.operands.front()) + ")";
    return "calculates(" + quotedSign(e.op) + ", " + value(e.operands.front()) + ", " + value(e.operands.back()) +
           ")";
}

std::string ConditionSql::word(const std::string& word)
{
    const std::string bound = parameter(QueryValue::ofString(foldedCase(word)));
    const std::string named = " IN (SELECT id FROM texts WHERE text_contains(text, " + bound + "))";
    return "(s.name" + named + " OR s.resource IN (SELECT r.id FROM resource AS r WHERE r.service" + named +
           " OR value_contains(r.attributes, " + bound + ")) OR text_contains(coalesce(s.status_message, ''), " +
           bound + ") OR value_contains(s.attributes, " + bound + "))";
}

std::string ConditionSql::words(const std::vector<std::string>& words)
{
    std::vector<std::string> parts;
    for (const std::string& one : words)
        parts.push_back(word(one));
    return joined(parts, "AND");
}

} // namespace tailrace
