// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/collector_text.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace tailrace {

namespace {

/// True if the text is one balanced pair of braces to its end. What is between them, a JSON parser must say.
bool isOneObject(std::string_view text)
{
    bool inString = false;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}') {
            if (depth == 0 || --depth == 0)
                return i + 1 == text.size();
        }
    }
    return false;
}

/// "before|{json}|count": the parts, whatever bars the name and the JSON hold themselves.
std::optional<CollectorEvent> split(std::string_view text)
{
    const std::size_t last = text.rfind('|');
    if (last == std::string_view::npos || last == 0 || text[last - 1] != '}')
        return std::nullopt;
    CollectorEvent parts;
    const std::string_view count = text.substr(last + 1);
    const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), parts.dropped);
    if (error != std::errc() || end != count.data() + count.size())
        return std::nullopt;
    // A name with "|{" in it is so rare that a few tries are enough.
    constexpr int kTries = 8;
    std::size_t bar = text.find("|{");
    for (int i = 0; i < kTries && bar < last; ++i, bar = text.find("|{", bar + 1)) {
        parts.name = text.substr(0, bar);
        parts.attributes = text.substr(bar + 1, last - bar - 1);
        if (isOneObject(parts.attributes))
            return parts;
    }
    return std::nullopt;
}

} // namespace

std::optional<CollectorEvent> collectorEvent(std::string_view text)
{
    return split(text);
}

std::optional<CollectorLink> collectorLink(std::string_view text)
{
    const std::optional<CollectorEvent> parts = split(text);
    if (!parts)
        return std::nullopt;
    const std::string_view ids = parts->name;
    const std::size_t first = ids.find('|');
    const std::size_t second = first == std::string_view::npos ? first : ids.find('|', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    CollectorLink link;
    link.traceId = ids.substr(0, first);
    link.spanId = ids.substr(first + 1, second - first - 1);
    link.traceState = ids.substr(second + 1);
    link.attributes = parts->attributes;
    link.dropped = parts->dropped;
    return link;
}

} // namespace tailrace
