// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/id_text.h"

#include "importers/json/base64.h"
#include "model/base/json_writer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

namespace tailrace {

namespace {

constexpr std::size_t kTraceDigits = 32;
constexpr std::size_t kSpanDigits = 16;

constexpr std::uint8_t kNoDigit = 0x80;

/// Value of each byte as a hex digit. A table without branches: ids are a fifth of the text of many traces.
constexpr std::array<std::uint8_t, 256> kDigits = [] {
    std::array<std::uint8_t, 256> digits{};
    digits.fill(kNoDigit);
    for (std::uint8_t i = 0; i < 10; ++i)
        digits[static_cast<std::size_t>('0' + i)] = i;
    for (std::uint8_t i = 10; i < 16; ++i)
        digits[static_cast<std::size_t>('a' + i - 10)] = digits[static_cast<std::size_t>('A' + i - 10)] = i;
    return digits;
}();

/// Up to 16 hex digits; false if some byte is none.
bool parseDigits(const char* digits, std::size_t count, std::uint64_t& value)
{
    value = 0;
    std::uint8_t seen = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t digit = kDigits[static_cast<unsigned char>(digits[i])];
        seen |= digit;
        value = (value << 4) | digit;
    }
    return (seen & kNoDigit) == 0;
}

bool isHex(std::string_view text)
{
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return kDigits[static_cast<unsigned char>(c)] == kNoDigit; });
}

/// Hex digits that fit into `width` once the prefix and needless zeros are gone; empty if the text is not that.
std::string_view hexDigits(std::string_view text, std::size_t width)
{
    if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
        text.remove_prefix(2);
    while (text.size() > width && text.front() == '0')
        text.remove_prefix(1);
    return text.size() <= width && isHex(text) ? text : std::string_view();
}

/// The digits of a text that has dashes behind each of the groups, or nothing.
std::optional<std::string> dashedDigits(std::string_view text, std::initializer_list<std::size_t> groups)
{
    std::string digits;
    std::size_t at = 0;
    for (const std::size_t size : groups) {
        if (at > 0 && (at >= text.size() || text[at++] != '-'))
            return std::nullopt;
        const std::string_view group = text.substr(std::min(at, text.size()), size);
        if (group.size() != size || !isHex(group))
            return std::nullopt;
        digits += group;
        at += size;
    }
    if (at != text.size())
        return std::nullopt;
    return digits;
}

std::string bytesOfHex(std::string_view digits)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes += static_cast<char>(parseSpanId(digits.substr(i, 2))->value);
    return bytes;
}

/// The hex digits of which a tool made longer hex by decoding them as base64, or nothing.
std::optional<std::string> misreadAsBase64(std::string_view text, std::size_t width)
{
    if (text.size() != width / 2 * 3 || !isHex(text))
        return std::nullopt;
    std::string digits = toBase64(bytesOfHex(text));
    if (!isHex(digits))
        return std::nullopt;
    return digits;
}

bool hasBothCases(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
           std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// The bits that base64 without padding leaves over at its end are zero: else two names that differ only there
/// would become one id.
bool endsInZeroBits(std::string_view text, std::string_view bytes)
{
    std::string again = toBase64(bytes);
    again.resize(text.size());
    const char last = text.back() == '-' ? '+' : text.back() == '_' ? '/' : text.back();
    return again.back() == last;
}

/// What base64 text stands for, through `fromBytes`; nothing if it is not base64 of an id.
template <class Read>
std::optional<Read> fromBase64(std::string_view text, Read (*fromBytes)(std::string_view))
{
    const bool padded = text.ends_with('=');
    if (!padded && !hasBothCases(text))
        return std::nullopt;
    const std::optional<std::string> bytes = decodeBase64(text);
    if (!bytes || bytes->empty())
        return std::nullopt;
    Read read = fromBytes(*bytes);
    if (padded)
        return read;
    if (read.rewritten || !endsInZeroBits(text, *bytes))
        return std::nullopt;
    read.rewritten = true;
    return read;
}

std::string shortened(std::string_view text)
{
    constexpr std::size_t kMaxShown = 60;
    if (text.size() <= kMaxShown)
        return std::string(text);
    std::size_t end = kMaxShown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return std::string(text.substr(0, end)) + "…";
}

template <class Id, class Read>
void set(Id& id, const Read& read, std::string_view text, AttributeWriter& attributes, std::string_view key,
         SpanSink& sink, Location where)
{
    id = read.id;
    if (!read.rewritten)
        return;
    attributes.addText(key, text);
    sink.problem(ProblemCode::IdRewritten, where, "\"" + shortened(text) + "\" became " + toHex(read.id));
}

} // namespace

ReadTraceId traceIdFromText(std::string_view text)
{
    if (text.size() <= kTraceDigits) {
        const std::size_t high = text.size() - std::min(text.size(), kSpanDigits);
        ReadTraceId read;
        if (parseDigits(text.data(), high, read.id.hi) &&
            parseDigits(text.data() + high, text.size() - high, read.id.lo))
            return read;
    }
    if (const std::string_view digits = hexDigits(text, kTraceDigits); !digits.empty())
        return {parseTraceId(digits).value_or(TraceId{}), false};
    std::optional<std::string> digits = dashedDigits(text, {8, 4, 4, 4, 12});
    if (!digits && text.starts_with("1-"))
        digits = dashedDigits(text.substr(2), {8, 24});
    if (!digits)
        digits = misreadAsBase64(text, kTraceDigits);
    if (digits)
        return {parseTraceId(*digits).value_or(TraceId{}), false};
    if (const auto decoded = fromBase64(text, &traceIdFromBytes))
        return *decoded;
    return {traceIdFromHash(text), true};
}

ReadSpanId spanIdFromText(std::string_view text)
{
    ReadSpanId read;
    if (text.size() <= kSpanDigits && parseDigits(text.data(), text.size(), read.id.value))
        return read;
    if (const std::string_view digits = hexDigits(text, kSpanDigits); !digits.empty())
        return {parseSpanId(digits).value_or(SpanId{}), false};
    if (const std::optional<std::string> digits = misreadAsBase64(text, kSpanDigits))
        return {parseSpanId(*digits).value_or(SpanId{}), false};
    if (const auto decoded = fromBase64(text, &spanIdFromBytes))
        return *decoded;
    return {spanIdFromHash(text), true};
}

void setTraceId(SpanDraft& span, std::string_view text, SpanSink& sink, Location where)
{
    set(span.traceId, traceIdFromText(text), text, span.attributes, kOriginalTraceId, sink, where);
}

void setSpanId(SpanDraft& span, std::string_view text, SpanSink& sink, Location where)
{
    set(span.spanId, spanIdFromText(text), text, span.attributes, kOriginalSpanId, sink, where);
}

void setParentId(SpanDraft& span, std::string_view text, SpanSink& sink, Location where)
{
    set(span.parentId, spanIdFromText(text), text, span.attributes, kOriginalParentId, sink, where);
}

void setTraceId(LinkDraft& link, std::string_view text, SpanSink& sink, Location where)
{
    set(link.traceId, traceIdFromText(text), text, link.attributes, kOriginalTraceId, sink, where);
}

void setSpanId(LinkDraft& link, std::string_view text, SpanSink& sink, Location where)
{
    set(link.spanId, spanIdFromText(text), text, link.attributes, kOriginalSpanId, sink, where);
}

void setTraceId(LogDraft& log, std::string_view text, SpanSink& sink, Location where)
{
    set(log.traceId, traceIdFromText(text), text, log.attributes, kOriginalTraceId, sink, where);
}

void setSpanId(LogDraft& log, std::string_view text, SpanSink& sink, Location where)
{
    set(log.spanId, spanIdFromText(text), text, log.attributes, kOriginalSpanId, sink, where);
}

} // namespace tailrace
