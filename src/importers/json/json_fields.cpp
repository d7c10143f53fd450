// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_fields.h"

#include "model/base/utf8.h"

#include <limits>
#include <utility>

namespace tailrace {

namespace {

/// The characters of a number, without the white space that simdjson's token has behind it.
std::string_view numberText(JsonValue& value)
{
    std::string_view token = value.raw_json_token();
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ')
        token.remove_suffix(1);
    return token;
}

} // namespace

bool saysNothing(JsonValue& value)
{
    const std::string_view token = value.raw_json_token();
    if (token.empty())
        return true;
    // Behind an opening bracket the token ends where the next one starts.
    const char* next = token.data() + token.size();
    switch (token.front()) {
    case 'n':
        return kindOf(value) == JsonKind::Null;
    case '"':
        return token.size() > 1 && token[1] == '"';
    case '{':
        return *next == '}';
    case '[':
        return *next == ']';
    default:
        return false;
    }
}

JsonCursor::ErrorHandler reportTo(SpanSink& sink)
{
    return [&sink](Location where, const std::string& what, bool atEnd) {
        sink.problem(atEnd ? ProblemCode::Truncated : ProblemCode::BrokenRecord, where, what);
    };
}

JsonCursor::ErrorHandler reportToLog(SpanSink& sink)
{
    return [&sink, report = reportTo(sink)](Location where, const std::string& what, bool atEnd) {
        if (what == JsonCursor::kNoDocument)
            sink.problem(ProblemCode::OtherSignal, where, "a line that is no JSON");
        else
            report(where, what, atEnd);
    };
}

std::string validText(std::string_view text, SpanSink& sink, Location where)
{
    if (isValidUtf8(text))
        return std::string(text);
    sink.problem(ProblemCode::InvalidText, where, "invalid UTF-8");
    return repairUtf8(text);
}

std::string takeText(JsonCursor& cursor, SpanSink& sink)
{
    const Location where = cursor.location();
    const std::string_view raw = cursor.value();
    std::string text;
    if (raw.size() >= 2)
        appendUnescaped(text, raw.substr(1, raw.size() - 2));
    return validText(text, sink, where);
}

void JsonFields::report(ProblemCode code, std::string detail)
{
    m_record.sink().problem(code, m_record.where(), std::move(detail));
}

std::string_view JsonFields::keptName(std::string_view key)
{
    m_name.assign(m_prefix).append(key);
    return m_name;
}

void JsonFields::write(std::string_view key, JsonValue value, AttributeWriter& out)
{
    out.key(keptName(key));
    // A record that turns out broken here is reported by copyValue() and given up by whoever walks it.
    static_cast<void>(m_record.copyValue(value, out));
}

void JsonFields::keep(std::string_view key, JsonValue value, AttributeWriter& out)
{
    if (!saysNothing(value))
        write(key, value, out);
}

void JsonFields::wrongType(std::string_view key, JsonValue value, AttributeWriter& out)
{
    if (kindOf(value) == JsonKind::Null)
        return;
    report(ProblemCode::WrongType, std::string(key));
    keep(key, value, out);
}

void JsonFields::text(std::string_view key, JsonValue value, std::string& target, AttributeWriter& out)
{
    if (const std::optional<std::string_view> text = m_record.text(value)) {
        target.assign(*text);
        return;
    }
    switch (kindOf(value)) {
    case JsonKind::Number:
    case JsonKind::True:
    case JsonKind::False:
        if (const std::optional<std::string_view> text = m_record.anyText(value)) {
            target.assign(*text);
            report(ProblemCode::WrongType, std::string(key));
            return;
        }
        break;
    default:
        break;
    }
    wrongType(key, value, out);
}

std::string_view JsonFields::id(std::string_view key, JsonValue value, AttributeWriter& out)
{
    if (const std::optional<std::string_view> text = m_record.text(value))
        return *text;
    if (kindOf(value) == JsonKind::Number) {
        report(ProblemCode::WrongType, std::string(key));
        return numberText(value);
    }
    wrongType(key, value, out);
    return {};
}

void JsonFields::number(std::string_view key, JsonValue value, std::uint32_t& target, AttributeWriter& out)
{
    // Flags are small, and most counts are zero.
    const std::string_view token = numberText(value);
    if (token.size() == 1 && token.front() >= '0' && token.front() <= '9') {
        target = static_cast<std::uint32_t>(token.front() - '0');
        return;
    }
    const std::optional<std::uint64_t> number = jsonUint(value);
    if (number && *number <= std::numeric_limits<std::uint32_t>::max())
        target = static_cast<std::uint32_t>(*number);
    else
        wrongType(key, value, out);
}

TimeField JsonFields::time(std::string_view key, JsonValue value, TimeUnit unit, std::int64_t& ns,
                           AttributeWriter& out)
{
    return decimal(key, value, unit, false, ns, out);
}

TimeField JsonFields::length(std::string_view key, JsonValue value, TimeUnit unit, std::int64_t& ns,
                             AttributeWriter& out)
{
    return decimal(key, value, unit, true, ns, out);
}

TimeField JsonFields::decimal(std::string_view key, JsonValue value, TimeUnit unit, bool mayBeNegative,
                              std::int64_t& ns, AttributeWriter& out)
{
    const std::optional<std::string_view> quoted = m_record.text(value);
    const JsonKind kind = quoted ? JsonKind::String : kindOf(value);
    std::string_view text;
    if (quoted)
        text = *quoted;
    else if (kind == JsonKind::Number)
        text = numberText(value);
    if (kind == JsonKind::Null || (kind == JsonKind::String && text.empty()))
        return TimeField::Missing;
    const std::optional<DecimalTime> read = decimalTime(text, unit);
    if (read && (mayBeNegative || read->ns >= 0)) {
        if (read->rounded && m_reportsRounding)
            report(ProblemCode::Note, std::string(key) + " has a fraction of a nanosecond, which was rounded");
        ns = read->ns;
        return TimeField::Known;
    }
    report(ProblemCode::TimeImpossible, std::string(key));
    if (kind == JsonKind::String)
        out.addText(keptName(key), text);
    else
        keep(key, value, out);
    return TimeField::Impossible;
}

} // namespace tailrace
