// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/understand.h"

#include "model/base/json_writer.h"
#include "model/query/id_forms.h"
#include "model/query/query_check.h"

namespace tailrace {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string quoted(std::string_view text)
{
    std::string out;
    appendJsonString(out, text);
    return out;
}

Query filterQuery(const std::string& filter)
{
    return parseQuery("{ " + filter + " }").value_or(Query{});
}

Understood ofId(const FoundId& id)
{
    Understood result;
    result.kind = Understood::Kind::Id;
    result.form = id.form;
    result.traceId = id.traceId;
    result.spanId = id.spanId;
    const std::string hex = toHex(id.traceId);
    std::string filter = "trace:id = " + quoted(hex);
    if (id.otherReading)
        filter += " || trace:id = " + quoted(toHex(*id.otherReading));
    if (id.mayBeSpan) {
        result.spanId = SpanId{id.traceId.lo};
        filter += " || span:id = " + quoted(toHex(*result.spanId));
        if (id.otherReading)
            filter += " || span:id = " + quoted(toHex(SpanId{id.otherReading->lo}));
    }
    result.query = filterQuery(filter);
    return result;
}

/// Begins like TraceQL: a filter, parentheses, or the name of a function with its parenthesis.
bool looksLikeTraceQl(std::string_view text)
{
    if (text.starts_with('{') || text.starts_with('(') || text.starts_with("//") || text.starts_with("/*"))
        return true;
    for (const std::string_view name : {"by", "count", "avg", "min", "max", "sum"}) {
        std::string_view rest = text;
        if (!rest.starts_with(name))
            continue;
        rest.remove_prefix(name.size());
        while (!rest.empty() && isBlank(rest.front()))
            rest.remove_prefix(1);
        if (rest.starts_with('('))
            return true;
    }
    return false;
}

/// The value of a parameter in the query part of an address, decoded; empty without one.
std::string parameterOf(std::string_view address, std::string_view name)
{
    std::size_t at = address.find('?');
    while (at != std::string_view::npos && at + 1 < address.size()) {
        const std::string_view rest = address.substr(at + 1);
        const std::size_t end = rest.find('&');
        const std::string_view part = rest.substr(0, end);
        if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=') {
            std::string value(part.substr(name.size() + 1));
            for (char& c : value)
                c = c == '+' ? ' ' : c;
            return percentDecoded(value);
        }
        at = end == std::string_view::npos ? end : at + 1 + end;
    }
    return {};
}

/// The pairs of a flat JSON object of strings, as Jaeger writes the tags of a search.
std::vector<std::pair<std::string, std::string>> pairsOf(std::string_view json)
{
    std::vector<std::string> texts;
    bool isInside = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (json[i] == '"') {
            isInside = !isInside;
            if (isInside)
                texts.emplace_back();
        } else if (isInside) {
            i += json[i] == '\\' && i + 1 < json.size() ? 1 : 0;
            texts.back().push_back(json[i]);
        }
    }
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::size_t i = 0; i + 1 < texts.size(); i += 2)
        pairs.emplace_back(texts[i], texts[i + 1]);
    return pairs;
}

/// A tag as a condition: the text, or what it spells.
std::string tagCondition(const std::string& key, const std::string& value)
{
    if (key == "error")
        return value == "true" ? "status = error" : "status != error";
    FieldRef field;
    field.key = key;
    std::string condition = fieldText(field) + " = " + quoted(value);
    const bool isNumber =
        !value.empty() && value.size() < 18 && value.find_first_not_of("0123456789") == std::string::npos;
    if (isNumber || value == "true" || value == "false")
        condition = "(" + condition + " || " + fieldText(field) + " = " + value + ")";
    return condition;
}

/// A search in Jaeger UI: ?service=…&operation=…&tags={…}&minDuration=…&maxDuration=…
std::optional<Query> searchInAddress(std::string_view address)
{
    std::string filter;
    const auto add = [&filter](const std::string& condition) {
        filter += (filter.empty() ? "" : " && ") + condition;
    };
    if (const std::string service = parameterOf(address, "service"); !service.empty())
        add("resource.service.name = " + quoted(service));
    if (const std::string name = parameterOf(address, "operation"); !name.empty() && name != "all")
        add("name = " + quoted(name));
    if (const std::string shortest = parameterOf(address, "minDuration"); !shortest.empty())
        add("duration >= " + shortest);
    if (const std::string longest = parameterOf(address, "maxDuration"); !longest.empty())
        add("duration <= " + longest);
    for (const auto& [key, value] : pairsOf(parameterOf(address, "tags")))
        add(tagCondition(key, value));
    if (filter.empty())
        return std::nullopt;
    tl::expected<Query, QueryRefusal> query = parseQuery("{ " + filter + " }");
    return query ? std::optional(std::move(*query)) : std::nullopt;
}

/// TraceQL in the JSON of a Grafana address: "query":"{ … }".
std::optional<std::string> traceQlInAddress(std::string_view decoded)
{
    const std::size_t key = decoded.find("\"query\":\"");
    if (key == std::string_view::npos)
        return std::nullopt;
    std::string text;
    for (std::size_t i = key + 9; i < decoded.size() && decoded[i] != '"'; ++i) {
        i += decoded[i] == '\\' && i + 1 < decoded.size() ? 1 : 0;
        text.push_back(decoded[i]);
    }
    return looksLikeTraceQl(text) ? std::optional(text) : std::nullopt;
}

Understood ofTraceQl(std::string_view text, Understood::Kind kind)
{
    Understood result;
    result.kind = kind;
    tl::expected<Query, QueryRefusal> query = parseQuery(text);
    if (query)
        result.query = std::move(*query);
    else
        result.refusal = std::move(query.error());
    return result;
}

std::optional<Understood> ofAddress(std::string_view text)
{
    if (!text.starts_with("http://") && !text.starts_with("https://"))
        return std::nullopt;
    const std::string decoded = percentDecoded(text);
    if (const std::optional<std::string> query = traceQlInAddress(decoded))
        return ofTraceQl(*query, Understood::Kind::Address);
    Understood result;
    result.kind = Understood::Kind::Address;
    if (std::optional<Query> query = searchInAddress(text)) {
        result.query = std::move(*query);
        return result;
    }
    if (const std::optional<FoundId> id = idInAddress(decoded))
        return ofId(*id);
    return std::nullopt;
}

} // namespace

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    bool isQuoted = false;
    bool isOpen = false;
    for (const char c : text) {
        if (c == '"') {
            isQuoted = !isQuoted;
            continue;
        }
        if (isBlank(c) && !isQuoted) {
            isOpen = false;
            continue;
        }
        if (!isOpen)
            words.emplace_back();
        isOpen = true;
        words.back().push_back(c);
    }
    return words;
}

Query wordQuery(const std::vector<std::string>& words)
{
    Query query;
    if (words.empty())
        return query;
    SpansetExpression all;
    all.kind = SpansetExpression::Kind::And;
    for (const std::string& word : words) {
        SpansetExpression one;
        one.kind = SpansetExpression::Kind::Words;
        one.words.push_back(word);
        all.operands.push_back(std::move(one));
    }
    QueryStage stage;
    stage.spansets = all.operands.size() == 1 ? all.operands.front() : all;
    query.stages.push_back(std::move(stage));
    return query;
}

Understood understand(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    Understood result;
    if (text.empty())
        return result;
    if (const std::optional<FoundId> id = text.size() < 1024 ? readId(text) : std::nullopt)
        return ofId(*id);
    if (std::optional<Understood> address = ofAddress(text))
        return *address;
    if (looksLikeTraceQl(text))
        return ofTraceQl(text, Understood::Kind::TraceQl);
    result.kind = Understood::Kind::Words;
    std::vector<std::string> words = wordsOf(text.substr(0, kMaxQueryText));
    if (words.size() > kMaxWords)
        words.resize(kMaxWords);
    result.query = wordQuery(words);
    return result;
}

} // namespace tailrace
