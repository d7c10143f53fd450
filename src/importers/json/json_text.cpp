// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_text.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace tailrace {

namespace {

template <class T>
std::optional<T> parseExactly(std::string_view text)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// Also whole numbers that are written with a fraction or an exponent.
template <class T>
std::optional<T> parseWhole(std::string_view text)
{
    if (const std::optional<T> exact = parseExactly<T>(text))
        return exact;
    if (text.find_first_of(".eE") == std::string_view::npos)
        return std::nullopt;
    const std::optional<double> number = parseExactly<double>(text);
    // The limit itself is not representable as a double; the next one below is within.
    const double limit = std::ldexp(1.0, std::numeric_limits<T>::digits);
    const double lowest = static_cast<double>(std::numeric_limits<T>::min());
    if (!number || *number != std::trunc(*number) || *number >= limit || *number < lowest)
        return std::nullopt;
    return static_cast<T>(*number);
}

/// The text of a scalar without the white space behind it; strings keep their quotes.
std::string_view tokenOf(JsonValue& value)
{
    std::string_view token = value.raw_json_token();
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ')
        token.remove_suffix(1);
    return token;
}

/// The same, without the quotes: numbers and words hold no escapes.
std::string_view bareToken(JsonValue& value)
{
    std::string_view token = tokenOf(value);
    if (token.size() >= 2 && token.starts_with('"') && token.ends_with('"'))
        token = token.substr(1, token.size() - 2);
    return token;
}

} // namespace

std::optional<std::int64_t> parseInt(std::string_view text)
{
    return parseWhole<std::int64_t>(text);
}

std::optional<std::uint64_t> parseUint(std::string_view text)
{
    return parseWhole<std::uint64_t>(text);
}

std::optional<double> parseDouble(std::string_view text)
{
    return parseExactly<double>(text);
}

JsonKind kindOf(JsonValue& value)
{
    const std::string_view token = value.raw_json_token();
    switch (token.empty() ? '\0' : token.front()) {
    case '{':
        return JsonKind::Object;
    case '[':
        return JsonKind::Array;
    case '"':
        return JsonKind::String;
    default:
        break;
    }
    const std::string_view word = tokenOf(value);
    if (word == "true")
        return JsonKind::True;
    if (word == "false")
        return JsonKind::False;
    if (word == "null")
        return JsonKind::Null;
    // Python writes NaN and Infinity as bare words.
    return isJsonNumber(word) || parseDouble(word) ? JsonKind::Number : JsonKind::None;
}

std::optional<std::int64_t> jsonInt(JsonValue value)
{
    return parseInt(bareToken(value));
}

std::optional<std::uint64_t> jsonUint(JsonValue value)
{
    return parseUint(bareToken(value));
}

std::optional<double> jsonDouble(JsonValue value)
{
    return parseDouble(bareToken(value));
}

std::optional<bool> jsonBool(JsonValue value)
{
    const std::string_view word = bareToken(value);
    if (word == "true")
        return true;
    if (word == "false")
        return false;
    return std::nullopt;
}

bool JsonRecord::parse(std::string_view raw, Location where)
{
    m_where = where;
    m_broken = false;
    m_textCount = 0;
    if (raw.empty())
        return false;
    simdjson::error_code error = iterate(fenced(raw));
    if (error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS) {
        m_repaired = repairJsonText(raw);
        const std::size_t size = m_repaired.size();
        m_repaired.append(simdjson::SIMDJSON_PADDING, ' ');
        m_sink.problem(ProblemCode::InvalidText, where, "invalid UTF-8 or control characters in a JSON text");
        error = iterate(std::string_view(m_repaired.data(), size));
    }
    return error == simdjson::SUCCESS || broken(error);
}

/// On Demand takes the byte behind the text for a token. In a record with wrong brackets, a comma or a bracket
/// there would lead it on, past the end of its index; white space stops it.
std::string_view JsonRecord::fenced(std::string_view raw)
{
    const char behind = raw.data()[raw.size()];
    if (behind == ' ' || behind == '\n' || behind == '\0')
        return raw;
    m_copy.assign(raw);
    m_copy.append(simdjson::SIMDJSON_PADDING, ' ');
    return {m_copy.data(), raw.size()};
}

bool JsonRecord::atEnd()
{
    const bool isAtEnd = m_document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    return isAtEnd || broken(simdjson::TRAILING_CONTENT);
}

simdjson::error_code JsonRecord::iterate(std::string_view padded)
{
    m_end = padded.data() + padded.size();
    return m_parser.iterate(padded.data(), padded.size(), padded.size() + simdjson::SIMDJSON_PADDING)
        .get(m_document);
}

bool JsonRecord::broken(simdjson::error_code error)
{
    if (!m_broken)
        m_sink.problem(ProblemCode::BrokenRecord, m_where, simdjson::error_message(error));
    m_broken = true;
    return false;
}

std::string_view JsonRecord::unescaped(const char* afterQuote)
{
    const char* at = findQuoteOrBackslash(afterQuote, m_end);
    if (at == m_end || *at == '"')
        return {afterQuote, static_cast<std::size_t>(at - afterQuote)};
    while (at < m_end && *at == '\\')
        at = findQuoteOrBackslash(std::min(at + 2, m_end), m_end);
    if (m_textCount == m_texts.size())
        m_texts.emplace_back();
    std::string& text = m_texts[m_textCount++];
    text.clear();
    appendUnescaped(text, {afterQuote, static_cast<std::size_t>(at - afterQuote)});
    return text;
}

std::optional<std::string_view> JsonRecord::text(JsonValue value)
{
    const std::string_view token = value.raw_json_token();
    if (!token.starts_with('"'))
        return std::nullopt;
    return unescaped(token.data() + 1);
}

std::optional<std::string_view> JsonRecord::anyText(JsonValue value)
{
    switch (kindOf(value)) {
    case JsonKind::String:
        return text(value);
    case JsonKind::Number:
    case JsonKind::True:
    case JsonKind::False:
        return tokenOf(value);
    default:
        return std::nullopt;
    }
}

std::optional<std::string_view> JsonRecord::key(simdjson::ondemand::field& field)
{
    return unescaped(field.key().raw());
}

bool JsonRecord::copyValue(JsonValue value, AttributeWriter& out)
{
    const JsonKind kind = kindOf(value);
    if (kind != JsonKind::Object && kind != JsonKind::Array)
        return copyScalar(value, out);
    if (out.depth() >= kMaxAttributeDepth)
        return copyAsText(value, out);
    bool whole = true;
    if (kind == JsonKind::Object) {
        out.beginList();
        whole = forEachMember(value, [&](std::string_view name, JsonValue member) {
            out.key(name);
            (void)copyValue(member, out);
        });
    } else {
        out.beginArray();
        whole = forEachElement(value, [&](JsonValue element) { (void)copyValue(element, out); });
    }
    out.end();
    return whole;
}

bool JsonRecord::copyMembers(JsonValue value, AttributeWriter& out)
{
    return forEachMember(value, [&](std::string_view name, JsonValue member) {
        out.key(name);
        (void)copyValue(member, out);
    });
}

/// Always writes one value, so that the entry is whole even if the record is not.
bool JsonRecord::copyScalar(JsonValue value, AttributeWriter& out)
{
    const std::string_view token = tokenOf(value);
    switch (kindOf(value)) {
    case JsonKind::String:
        out.text(text(value).value_or(""));
        return true;
    case JsonKind::True:
    case JsonKind::False:
        out.boolean(token == "true");
        return true;
    case JsonKind::Null:
        out.null();
        return true;
    case JsonKind::Number:
        break;
    default:
        out.null();
        return broken(simdjson::TAPE_ERROR);
    }
    if (const std::optional<std::int64_t> whole = parseExactly<std::int64_t>(token))
        out.integer(*whole);
    else if (const std::optional<double> number = parseDouble(token);
             number && token.find_first_of(".eEnN") != std::string_view::npos)
        out.number(*number);
    else
        out.text(token); // more digits than 64 bits hold
    return true;
}

bool JsonRecord::copyAsText(JsonValue value, AttributeWriter& out)
{
    std::string_view raw;
    simdjson::ondemand::object object;
    simdjson::ondemand::array array;
    simdjson::error_code error = simdjson::INCORRECT_TYPE;
    if (kindOf(value) == JsonKind::Object) {
        error = value.get_object().get(object);
        if (error == simdjson::SUCCESS)
            error = object.raw_json().get(raw);
    } else {
        error = value.get_array().get(array);
        if (error == simdjson::SUCCESS)
            error = array.raw_json().get(raw);
    }
    out.text(raw);
    if (error != simdjson::SUCCESS)
        return broken(error);
    m_sink.problem(ProblemCode::TooDeep, m_where,
                   "a value nested deeper than " + std::to_string(kMaxAttributeDepth) +
                       " levels is kept as JSON text");
    return true;
}

} // namespace tailrace
