// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_edit.h"

#include <algorithm>
#include <optional>

namespace tailrace {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kAnd = " && ";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(kBlanks);
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Plain words and the TraceQL that follows them.
struct Parts {
    std::string_view words;
    std::string_view traceQl;
};

std::optional<Parts> partsOf(std::string_view text)
{
    const std::size_t brace = text.find('{');
    if (brace == std::string_view::npos || trimmed(text.substr(0, brace)).empty())
        return std::nullopt;
    return Parts{trimmed(text.substr(0, brace)), text.substr(brace)};
}

bool isRead(std::string_view text)
{
    const Understood understood = understand(text);
    return understood.kind == Understood::Kind::TraceQl && !understood.refusal;
}

/// The only filter of a query.
const SpansetExpression* onlyFilter(const Query& query)
{
    if (query.stages.size() != 1 || query.metric || query.stages.front().kind != QueryStage::Kind::Spansets ||
        query.stages.front().spansets.kind != SpansetExpression::Kind::Filter)
        return nullptr;
    return &query.stages.front().spansets;
}

std::string addedToTraceQl(std::string_view text, const Query& query, std::string_view condition)
{
    const std::string own(condition);
    if (const SpansetExpression* filter = onlyFilter(query); filter != nullptr && text.ends_with('}')) {
        const std::size_t brace = text.find('{');
        const std::string inner(trimmed(text.substr(brace + 1, text.size() - brace - 2)));
        const bool isAlternative =
            filter->filter.kind == QueryExpression::Kind::Binary && filter->filter.op == QueryOperator::Or;
        const std::string before = isAlternative ? "(" + inner + ")" : inner;
        const std::string added = inner.empty() || inner == "true" ? own : before + std::string(kAnd) + own;
        const std::string whole = std::string(text.substr(0, brace)) + "{ " + added + " }";
        if (isRead(whole))
            return whole;
    }
    const std::string beside = "(" + std::string(text) + ")" + std::string(kAnd) + "{ " + own + " }";
    return isRead(beside) ? beside : "(" + std::string(text) + ")" + std::string(kAnd) + "({ " + own + " })";
}

} // namespace

Understood readSearch(std::string_view text)
{
    Understood whole = understand(text);
    const std::optional<Parts> parts = whole.kind == Understood::Kind::Words ? partsOf(text) : std::nullopt;
    if (!parts)
        return whole;
    Understood rest = understand(parts->traceQl);
    if (rest.kind != Understood::Kind::TraceQl || rest.refusal || rest.query.stages.empty() ||
        rest.query.stages.front().kind != QueryStage::Kind::Spansets)
        return whole;
    SpansetExpression both;
    both.kind = SpansetExpression::Kind::And;
    both.operands.push_back(wordQuery(wordsOf(parts->words)).stages.front().spansets);
    both.operands.push_back(std::move(rest.query.stages.front().spansets));
    both.height = std::max(both.operands.front().height, both.operands.back().height) + 1;
    rest.query.stages.front().spansets = std::move(both);
    return rest;
}

std::string conditionText(const FieldRef& field, const QueryValue& value, bool excluded)
{
    const std::string name = fieldText(field);
    if (!excluded)
        return name + " = " + queryText(value);
    const bool isAlwaysThere = field.intrinsic != Intrinsic::None || field.key == "service.name";
    return isAlwaysThere ? name + " != " + queryText(value) : "!(" + name + " = " + queryText(value) + ")";
}

bool hasCondition(std::string_view search, std::string_view condition)
{
    // A whole condition: between braces, parentheses or operators.
    const std::size_t at = search.find(condition);
    if (at == std::string_view::npos)
        return false;
    const std::string_view before = trimmed(search.substr(0, at));
    const std::string_view after = trimmed(search.substr(at + condition.size()));
    return (before.ends_with('{') || before.ends_with("&&")) && (after.starts_with('}') || after.starts_with("&&"));
}

std::string withCondition(std::string_view search, std::string_view condition)
{
    const std::string_view text = trimmed(search);
    if (hasCondition(text, condition))
        return std::string(text);
    const std::string alone = "{ " + std::string(condition) + " }";
    const Understood understood = readSearch(text);
    if (understood.refusal)
        return alone;
    switch (understood.kind) {
    case Understood::Kind::Nothing:
        return alone;
    case Understood::Kind::Id:
    case Understood::Kind::Address: {
        const std::string query = queryText(understood.query);
        return addedToTraceQl(query, understood.query, condition);
    }
    case Understood::Kind::Words:
        return std::string(text) + " " + alone;
    case Understood::Kind::TraceQl:
        break;
    }
    if (understand(text).kind == Understood::Kind::TraceQl)
        return addedToTraceQl(text, understood.query, condition);
    const Parts parts = *partsOf(text);
    return std::string(parts.words) + " " +
           addedToTraceQl(parts.traceQl, understand(parts.traceQl).query, condition);
}

std::string withoutCondition(std::string_view search, std::string_view condition)
{
    std::string text(trimmed(search));
    if (!hasCondition(text, condition))
        return text;
    std::size_t first = text.find(condition);
    std::size_t last = first + condition.size();
    const std::size_t next = std::min(text.find_first_not_of(kBlanks, last), text.size());
    const std::size_t before = text.find_last_not_of(kBlanks, first - 1);
    if (std::string_view(text).substr(next).starts_with("&&"))
        last = std::min(text.find_first_not_of(kBlanks, next + 2), text.size());
    else if (text[before] == '&')
        first = text.find_last_not_of(kBlanks, before - 2) + 1;
    text.erase(first, last - first);
    // An empty filter that stood alone, or behind words, says nothing.
    const std::size_t brace = text.find('{');
    if (brace != std::string::npos && trimmed(std::string_view(text).substr(brace)).size() >= 2) {
        const std::string_view rest = trimmed(std::string_view(text).substr(brace));
        if (rest.front() == '{' && rest.back() == '}' && trimmed(rest.substr(1, rest.size() - 2)).empty())
            return std::string(trimmed(std::string_view(text).substr(0, brace)));
    }
    return text;
}

} // namespace tailrace
