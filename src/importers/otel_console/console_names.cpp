// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otel_console/console_names.h"

#include "importers/span_kind_text.h"

#include <algorithm>

namespace tailrace {

namespace {

/// In small letters, without what stands before the last point and without "kind_".
std::string word(std::string_view text)
{
    if (const std::size_t point = text.rfind('.'); point != std::string_view::npos)
        text.remove_prefix(point + 1);
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out.starts_with("kind_") ? out.substr(5) : out;
}

/// What stands between two marks, which are cut off from `text` with all before them; nothing if one is missing.
std::optional<std::string_view> between(std::string_view& text, std::string_view before, std::string_view after)
{
    const std::size_t start = text.find(before);
    if (start == std::string_view::npos)
        return std::nullopt;
    const std::string_view rest = text.substr(start + before.size());
    const std::size_t end = rest.find(after);
    if (end == std::string_view::npos)
        return std::nullopt;
    text = rest.substr(end + after.size());
    return rest.substr(0, end);
}

} // namespace

std::optional<SpanKind> consoleKind(std::string_view text)
{
    if (text.size() == 1 && text.front() >= '0' && text.front() <= '5')
        return static_cast<SpanKind>(text.front() - '0');
    return spanKindFromText(word(text));
}

std::optional<StatusCode> consoleStatus(std::string_view text)
{
    const std::string small = word(text);
    if (small == "unset" || small.empty())
        return StatusCode::Unset;
    if (small == "ok")
        return StatusCode::Ok;
    if (small == "error")
        return StatusCode::Error;
    return std::nullopt;
}

std::string consoleTraceState(std::string_view text)
{
    if (text == "[]")
        return {};
    std::string out;
    std::string_view rest = text;
    while (const std::optional<std::string_view> key = between(rest, "{key=", ", value=")) {
        const std::size_t end = rest.find("}'");
        if (end == std::string_view::npos)
            return std::string(text);
        out += out.empty() ? "" : ",";
        out.append(*key).append("=").append(rest.substr(0, end));
        rest.remove_prefix(end);
    }
    return out.empty() ? std::string(text) : out;
}

std::string_view consoleServiceName(std::string_view resourceText)
{
    return between(resourceText, "'service.name': '", "'").value_or(std::string_view());
}

} // namespace tailrace
