// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/wording.h"

#include "model/base/format.h"

#include <array>
#include <cmath>

namespace tailrace {

std::string spanName(const SpanTable& trace, SpanIndex span)
{
    const std::string_view name = trace.name(span);
    return name.empty() ? "(no name)" : std::string(name);
}

std::string spanLabel(const SpanTable& trace, SpanIndex span)
{
    const std::string_view service = trace.service(span);
    return service.empty() ? spanName(trace, span) : std::string(service) + " › " + spanName(trace, span);
}

std::string serviceOrName(const SpanTable& trace, SpanIndex span)
{
    const std::string_view service = trace.service(span);
    return service.empty() ? spanName(trace, span) : std::string(service);
}

std::string countedLabel(const SpanTable& trace, SpanIndex span, std::uint32_t count)
{
    return count == 1 ? spanLabel(trace, span) : formatCount(count) + " × " + spanLabel(trace, span);
}

std::string shareInWords(std::int64_t part, std::int64_t whole)
{
    struct Fraction {
        double value;
        const char* words;
    };
    static constexpr std::array kFractions{Fraction{1.0 / 4, "a quarter"}, Fraction{1.0 / 3, "a third"},
                                           Fraction{1.0 / 2, "half"}, Fraction{2.0 / 3, "two thirds"},
                                           Fraction{3.0 / 4, "three quarters"}};
    const double share = whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
    if (share >= 0.9995)
        return "all";
    for (const Fraction& fraction : kFractions)
        if (std::abs(share - fraction.value) <= 0.005)
            return fraction.words;
    return formatShare(static_cast<double>(part), static_cast<double>(whole));
}

std::string countInWords(std::uint64_t count)
{
    static constexpr std::array kWords{"no",    "one",   "two",  "three", "four",   "five",  "six",
                                       "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    return count < kWords.size() ? kWords[count] : formatCount(count);
}

std::string countInWords(std::uint64_t count, const std::string& noun)
{
    return countInWords(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string capitalised(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

} // namespace tailrace
