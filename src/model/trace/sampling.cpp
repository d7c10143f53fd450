// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/sampling.h"

#include <charconv>
#include <cstdint>
#include <system_error>

namespace tailrace {

namespace {

constexpr std::size_t kDigits = 14;
constexpr std::uint64_t kAll = std::uint64_t{1} << 56;

/// Takes the part before `separator` off the front.
std::string_view takePart(std::string_view& text, char separator)
{
    const std::size_t end = text.find(separator);
    const std::string_view part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return part;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

std::optional<double> countOf(std::string_view threshold)
{
    if (threshold.empty() || threshold.size() > kDigits)
        return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(threshold.data(), threshold.data() + threshold.size(), value, 16);
    if (error != std::errc() || end != threshold.data() + threshold.size())
        return std::nullopt;
    value <<= 4 * (kDigits - threshold.size());
    return static_cast<double>(kAll) / static_cast<double>(kAll - value);
}

} // namespace

std::optional<double> adjustedCount(std::string_view traceState)
{
    while (!traceState.empty()) {
        std::string_view member = trimmed(takePart(traceState, ','));
        if (!member.starts_with("ot="))
            continue;
        member.remove_prefix(3);
        while (!member.empty()) {
            const std::string_view field = takePart(member, ';');
            if (field.starts_with("th:"))
                return countOf(field.substr(3));
        }
    }
    return std::nullopt;
}

} // namespace tailrace
