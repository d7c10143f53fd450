// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_form.h"

#include "model/query/query_completion.h"

#include <vector>

namespace tailrace {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string quoted(const std::string& text)
{
    return queryText(QueryValue::ofString(text));
}

/// The constant that a text spells, if it does.
std::optional<QueryValue> readConstant(const std::string& text)
{
    const auto query = parseQuery("{ .x = " + text + " }");
    if (!query || query->stages.size() != 1)
        return std::nullopt;
    const QueryExpression& filter = query->stages.front().spansets.filter;
    if (filter.kind != QueryExpression::Kind::Binary || filter.op != QueryOperator::Equal ||
        filter.operands.size() != 2 || filter.operands.back().kind != QueryExpression::Kind::Constant)
        return std::nullopt;
    return filter.operands.back().constant;
}

bool isDuration(const std::string& text)
{
    const auto value = readConstant(text);
    return value && value->type == QueryType::Duration;
}

/// Where the value of a tag ends: at a blank outside of quotes.
std::size_t endOfTag(std::string_view text, std::size_t at)
{
    bool isQuoted = false;
    for (; at < text.size(); ++at) {
        if (text[at] == '\\' && isQuoted)
            ++at;
        else if (text[at] == '"')
            isQuoted = !isQuoted;
        else if (!isQuoted && kBlanks.find(text[at]) != std::string_view::npos)
            break;
    }
    return std::min(at, text.size());
}

std::string fieldOf(const std::string& key)
{
    for (const std::string_view scope : {"span.", "resource.", "event.", "link.", "instrumentation."})
        if (key.starts_with(scope) && readField(key))
            return key;
    FieldRef field;
    field.key = key;
    return fieldText(field);
}

void addTags(std::string_view tags, std::vector<std::string>& conditions)
{
    std::size_t at = 0;
    while ((at = tags.find_first_not_of(kBlanks, at)) != std::string_view::npos) {
        const std::size_t end = endOfTag(tags, at);
        const std::string_view tag = tags.substr(at, end - at);
        const std::size_t sign = tag.find('=');
        at = end;
        if (sign == 0 || sign == std::string_view::npos || sign + 1 == tag.size())
            continue;
        const std::string key(tag.substr(0, sign));
        const std::string value(tag.substr(sign + 1));
        // Words of the language stand for themselves only where they are values of attributes.
        const auto constant = readConstant(value);
        const bool isValue = constant && (constant->isNumber() || constant->type == QueryType::Bool ||
                                          constant->type == QueryType::String);
        conditions.push_back(fieldOf(key) + " = " + (isValue ? value : quoted(value)));
    }
}

/// A condition of the form's kinds, put where it belongs; false if it is none, or the second of its kind.
bool take(const QueryExpression& e, QueryForm& form)
{
    const bool isCompared = e.kind == QueryExpression::Kind::Binary && isComparison(e.op) && e.operands.size() == 2 &&
                            e.operands.front().kind == QueryExpression::Kind::Field &&
                            e.operands.back().kind == QueryExpression::Kind::Constant;
    if (!isCompared)
        return false;
    const FieldRef& field = e.operands.front().field;
    const QueryValue& value = e.operands.back().constant;
    const auto put = [](std::string& place, std::string text) {
        const bool isFree = place.empty();
        place = std::move(text);
        return isFree;
    };
    if (field.intrinsic == Intrinsic::Duration && e.op == QueryOperator::GreaterOrEqual)
        return put(form.minDuration, queryText(value));
    if (field.intrinsic == Intrinsic::Duration && e.op == QueryOperator::LessOrEqual)
        return put(form.maxDuration, queryText(value));
    if (e.op != QueryOperator::Equal || field.ofParent)
        return false;
    if (field.intrinsic == Intrinsic::Name)
        return put(form.operation, value.text);
    if (field.intrinsic == Intrinsic::Status)
        return put(form.status, queryText(value));
    if (field.intrinsic != Intrinsic::None)
        return false;
    if (field.scope == FieldScope::Resource && field.key == "service.name" && value.type == QueryType::String)
        return put(form.service, value.text);
    const std::string name = field.scope == FieldScope::Unscoped ? field.key : fieldText(field);
    const bool isPlain = name.find_first_of(" \t\r\n=\"") == std::string::npos;
    if (!isPlain || (!value.isNumber() && value.type != QueryType::Bool && value.type != QueryType::String))
        return false;
    form.tags += (form.tags.empty() ? "" : " ") + name + "=" + queryText(value);
    return true;
}

} // namespace

std::string formText(const QueryForm& form)
{
    std::vector<std::string> conditions;
    if (!form.service.empty())
        conditions.push_back("resource.service.name = " + quoted(form.service));
    if (!form.operation.empty())
        conditions.push_back("name = " + quoted(form.operation));
    if (!form.status.empty())
        conditions.push_back("status = " + form.status);
    if (isDuration(form.minDuration))
        conditions.push_back("duration >= " + form.minDuration);
    if (isDuration(form.maxDuration))
        conditions.push_back("duration <= " + form.maxDuration);
    addTags(form.tags, conditions);
    std::string text;
    for (const std::string& condition : conditions)
        text += (text.empty() ? "{ " : " && ") + condition;
    return text.empty() ? text : text + " }";
}

std::optional<QueryForm> readForm(std::string_view search)
{
    const Understood understood = readSearch(search);
    QueryForm form;
    if (understood.kind == Understood::Kind::Nothing)
        return form;
    const Query& query = understood.query;
    if (understood.kind != Understood::Kind::TraceQl || understood.refusal || query.metric ||
        query.stages.size() != 1 || query.stages.front().kind != QueryStage::Kind::Spansets ||
        query.stages.front().spansets.kind != SpansetExpression::Kind::Filter)
        return std::nullopt;
    const QueryExpression& filter = query.stages.front().spansets.filter;
    if (filter.kind == QueryExpression::Kind::Constant && filter.constant.isTrue())
        return form;
    if (filter.kind != QueryExpression::Kind::Binary || filter.op != QueryOperator::And)
        return take(filter, form) ? std::optional(form) : std::nullopt;
    for (const QueryExpression& operand : filter.operands)
        if (!take(operand, form))
            return std::nullopt;
    return form;
}

} // namespace tailrace
