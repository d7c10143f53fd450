// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/id_forms.h"

#include "model/base/folded_text.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace tailrace {

namespace {

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isHex(std::string_view text, std::size_t least, std::size_t most)
{
    return text.size() >= least && text.size() <= most && std::all_of(text.begin(), text.end(), isHexDigit);
}

bool isDecimal(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::vector<std::string_view> split(std::string_view text, char by)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(by);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlanks = " \t\r\n\"'";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<FoundId> found(std::string form, std::string_view trace, std::string_view span = {})
{
    const std::optional<TraceId> traceId = parseTraceId(trace);
    if (!traceId || traceId->isZero())
        return std::nullopt;
    FoundId id;
    id.form = std::move(form);
    id.traceId = *traceId;
    if (const std::optional<SpanId> spanId = parseSpanId(span); spanId && !spanId->isZero())
        id.spanId = spanId;
    return id;
}

std::optional<FoundId> traceparent(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, '-');
    if (parts.size() < 4 || !isHex(parts[0], 2, 2) || !isHex(parts[1], 32, 32) || !isHex(parts[2], 16, 16) ||
        !isHex(parts[3], 2, 2) || (parts[0] == "00" && parts.size() > 4) || foldedCase(parts[0]) == "ff")
        return std::nullopt;
    return found("a traceparent header", parts[1], parts[2]);
}

std::optional<FoundId> b3(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, '-');
    const bool isTrace = isHex(parts[0], 16, 16) || isHex(parts[0], 32, 32);
    if (!isTrace || parts.size() < 2 || parts.size() > 4 || !isHex(parts[1], 16, 16))
        return std::nullopt;
    if (parts.size() > 2 && !isHex(parts.back(), 16, 16) && !(parts.size() == 3 && parts[2].size() == 1))
        return std::nullopt;
    return found("a b3 header", parts[0], parts[1]);
}

std::optional<FoundId> uber(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, ':');
    if (parts.size() != 4 || !isHex(parts[0], 1, 32) || !isHex(parts[1], 1, 16))
        return std::nullopt;
    return found("an uber-trace-id header", parts[0], parts[1]);
}

std::optional<FoundId> xrayId(std::string_view text, std::string_view span, std::string form)
{
    const std::vector<std::string_view> parts = split(text, '-');
    if (parts.size() != 3 || parts[0] != "1" || !isHex(parts[1], 8, 8) || !isHex(parts[2], 24, 24))
        return std::nullopt;
    return found(std::move(form), std::string(parts[1]) + std::string(parts[2]), span);
}

std::optional<FoundId> xray(std::string_view text)
{
    std::string_view root;
    std::string_view parent;
    for (const std::string_view part : split(text, ';')) {
        const std::string_view field = trimmed(part);
        if (field.starts_with("Root="))
            root = field.substr(5);
        else if (field.starts_with("Parent="))
            parent = field.substr(7);
    }
    if (!root.empty())
        return xrayId(root, parent, "an X-Amzn-Trace-Id header");
    return xrayId(text, {}, "an AWS X-Ray trace id");
}

std::optional<FoundId> uuid(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, '-');
    constexpr std::size_t kLengths[] = {8, 4, 4, 4, 12};
    if (parts.size() != 5)
        return std::nullopt;
    std::string hex;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!isHex(parts[i], kLengths[i], kLengths[i]))
            return std::nullopt;
        hex += parts[i];
    }
    return found("a UUID", hex);
}

std::optional<TraceId> decimalId(std::string_view text)
{
    TraceId id;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.lo);
    if (error != std::errc() || end != text.data() + text.size() || id.isZero())
        return std::nullopt;
    return id;
}

/// Digits alone: 16 or 32 of them are hex (or 15 and 29 to 31, leading zeros left out), 16 to 20 decimal ones may be a
/// number of Datadog's.
std::optional<FoundId> digits(std::string_view text)
{
    if (text.starts_with("0x") || text.starts_with("0X"))
        text.remove_prefix(2);
    const bool isDatadog = isDecimal(text) && text.size() >= 16 && text.size() <= 20;
    const std::optional<TraceId> decimal = isDatadog ? decimalId(text) : std::nullopt;
    std::optional<FoundId> id;
    if (isHex(text, 15, 16) && !(isDecimal(text) && text.size() == 15))
        id = found("16 hex digits: a trace or a span", text);
    else if (isHex(text, 29, 32))
        id = found("32 hex digits", text);
    if (id && decimal)
        id->otherReading = decimal;
    else if (decimal)
        id = FoundId{"a decimal id as Datadog writes it", *decimal, std::nullopt, true, std::nullopt};
    if (id && text.size() <= 20)
        id->mayBeSpan = true;
    return id;
}

/// The text without the name of the header before it; true if there was one of those that hold ids.
bool removeHeaderName(std::string_view& text)
{
    constexpr std::string_view kNames[] = {"traceparent",
                                           "b3",
                                           "uber-trace-id",
                                           "x-amzn-trace-id",
                                           "x-b3-traceid",
                                           "x-b3-spanid",
                                           "x-datadog-trace-id",
                                           "x-datadog-parent-id",
                                           "traceid",
                                           "trace_id",
                                           "spanid",
                                           "span_id"};
    for (const std::string_view name : kNames) {
        if (text.size() <= name.size() || !equalsFolded(text.substr(0, name.size()), name))
            continue;
        const std::string_view rest = trimmed(text.substr(name.size()));
        if (rest.empty() || (rest.front() != ':' && rest.front() != '='))
            continue;
        text = trimmed(rest.substr(1));
        return true;
    }
    return false;
}

} // namespace

std::string percentDecoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() && isHexDigit(text[i + 1]) && isHexDigit(text[i + 2])) {
            std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
            out.push_back(static_cast<char>(value));
            i += 2;
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

std::optional<FoundId> readId(std::string_view text)
{
    text = trimmed(text);
    const bool isHeader = removeHeaderName(text);
    if (text.find_first_of(" \t\r\n") != std::string_view::npos && text.find("Root=") == std::string_view::npos)
        return std::nullopt;
    const std::string decoded = percentDecoded(text);
    for (const auto read : {traceparent, xray, uuid, b3, uber, digits})
        if (std::optional<FoundId> id = read(decoded))
            return id;
    // What a header names is an id, however short.
    if (isHeader && isDecimal(decoded) && decimalId(decoded))
        return FoundId{"a decimal id", *decimalId(decoded), std::nullopt, true, parseTraceId(decoded)};
    return isHeader && isHex(decoded, 1, 32) ? found("a header with an id", decoded) : std::nullopt;
}

std::optional<FoundId> idInAddress(std::string_view decoded)
{
    for (std::size_t at = 0; at < decoded.size();) {
        const bool begins =
            isHexDigit(decoded[at]) &&
            (at == 0 || std::string_view("/=\"&:,#").find(decoded[at - 1]) != std::string_view::npos);
        std::size_t end = at;
        while (begins && end < decoded.size() && isHexDigit(decoded[end]))
            ++end;
        const bool ends =
            end == decoded.size() || std::string_view("/?&#\",;:}]").find(decoded[end]) != std::string_view::npos;
        const std::size_t length = end - at;
        const bool isTracePath =
            decoded.substr(0, at).ends_with("/trace/") || decoded.substr(0, at).ends_with("/traces/");
        if (begins && ends && (length == 32 || length == 16 || (isTracePath && length > 8 && length < 33)))
            return found("the address of a trace", decoded.substr(at, length));
        at = std::max(end, at + 1);
    }
    return std::nullopt;
}

} // namespace tailrace
