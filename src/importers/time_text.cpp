// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/time_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <string>

namespace tailrace {

namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kHugeExponent = 1'000'000'000'000;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// A decimal number taken apart: all its digits in order, and where the point belongs.
struct Decimal {
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
    std::int64_t exponent = 0;

    [[nodiscard]] std::size_t size() const { return whole.size() + fraction.size(); }
    [[nodiscard]] unsigned digit(std::size_t i) const
    {
        return static_cast<unsigned>((i < whole.size() ? whole[i] : fraction[i - whole.size()]) - '0');
    }
};

std::string_view takeDigits(std::string_view& text)
{
    const auto end = std::find_if_not(text.begin(), text.end(), isDigit);
    const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    return digits;
}

bool takeSign(std::string_view& text)
{
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    return negative;
}

std::optional<Decimal> parse(std::string_view text)
{
    Decimal number;
    number.negative = takeSign(text);
    number.whole = takeDigits(text);
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        number.fraction = takeDigits(text);
    }
    if (number.size() == 0)
        return std::nullopt;
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        const bool negative = takeSign(text);
        const std::string_view digits = takeDigits(text);
        if (digits.empty())
            return std::nullopt;
        for (const char c : digits)
            number.exponent = std::min(number.exponent * 10 + (c - '0'), kHugeExponent);
        if (negative)
            number.exponent = -number.exponent;
    }
    if (!text.empty())
        return std::nullopt;
    return number;
}

/// The usual case: nothing but digits, few enough to fit whatever they are.
std::optional<std::int64_t> plainDigits(std::string_view text, TimeUnit unit)
{
    static constexpr std::array<std::int64_t, 10> kPowers = {1,       10,        100,        1000,        10'000,
                                                             100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
    constexpr std::size_t kMaxDigits = 19; // 2^63 starts with a 9
    const auto power = static_cast<std::size_t>(unit);
    if (text.empty() || text.size() + power > kMaxDigits || text.front() >= '9')
        return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (!isDigit(c))
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value * kPowers[power];
}

/// Passes over one of these characters.
bool takeOneOf(std::string_view& text, std::string_view characters)
{
    if (text.empty() || characters.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

/// Exactly this many digits.
std::optional<unsigned> takeNumber(std::string_view& text, std::size_t digits)
{
    if (text.size() < digits || !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(digits), isDigit))
        return std::nullopt;
    unsigned value = 0;
    for (std::size_t i = 0; i < digits; ++i)
        value = value * 10 + static_cast<unsigned>(text[i] - '0');
    text.remove_prefix(digits);
    return value;
}

/// "2026-11-22" as days since the epoch.
std::optional<std::int64_t> takeDate(std::string_view& text)
{
    const std::optional<unsigned> year = takeNumber(text, 4);
    if (!year || !takeOneOf(text, "-"))
        return std::nullopt;
    const std::optional<unsigned> month = takeNumber(text, 2);
    if (!month || !takeOneOf(text, "-"))
        return std::nullopt;
    const std::optional<unsigned> day = takeNumber(text, 2);
    if (!day)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                           std::chrono::day(*day)};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count();
}

/// What follows the time: nothing, Z, UTC or an offset, in minutes east of Greenwich.
std::optional<std::int64_t> zoneMinutes(std::string_view text)
{
    if (text.empty())
        return 0;
    (void)takeOneOf(text, " ");
    if (text == "Z" || text == "z" || text == "UTC")
        return 0;
    const bool west = text.starts_with('-');
    if (!takeOneOf(text, "+-"))
        return std::nullopt;
    const std::optional<unsigned> hours = takeNumber(text, 2);
    (void)takeOneOf(text, ":");
    const std::optional<unsigned> minutes = text.empty() ? std::optional(0U) : takeNumber(text, 2);
    if (!hours || !minutes || !text.empty() || *hours > 23 || *minutes > 59)
        return std::nullopt;
    const auto offset = static_cast<std::int64_t>(*hours * 60 + *minutes);
    return west ? -offset : offset;
}

} // namespace

std::optional<DecimalTime> decimalTime(std::string_view text, TimeUnit unit)
{
    if (const std::optional<std::int64_t> plain = plainDigits(text, unit))
        return DecimalTime{*plain, false};
    const std::optional<Decimal> number = parse(text);
    if (!number)
        return std::nullopt;
    // Digits up to here count whole nanoseconds; a number with fewer digits is continued with zeros.
    const std::int64_t wholeDigits = static_cast<std::int64_t>(number->whole.size()) + number->exponent
                                     + static_cast<std::int64_t>(unit);
    std::uint64_t value = 0;
    for (std::int64_t i = 0; i < wholeDigits; ++i) {
        const bool given = i < static_cast<std::int64_t>(number->size());
        if (!given && value == 0)
            break;
        const unsigned digit = given ? number->digit(static_cast<std::size_t>(i)) : 0;
        if (value > (kMax - digit) / 10)
            return std::nullopt;
        value = value * 10 + digit;
    }
    DecimalTime time;
    const std::int64_t rest = std::max<std::int64_t>(wholeDigits, 0);
    for (std::size_t i = static_cast<std::size_t>(rest); i < number->size(); ++i)
        time.rounded = time.rounded || number->digit(i) != 0;
    if (wholeDigits >= 0 && wholeDigits < static_cast<std::int64_t>(number->size())
        && number->digit(static_cast<std::size_t>(wholeDigits)) >= 5) {
        if (value == kMax)
            return std::nullopt;
        ++value;
    }
    time.ns = number->negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
    return time;
}

std::optional<DecimalTime> isoTime(std::string_view text)
{
    const std::optional<std::int64_t> days = takeDate(text);
    if (!days || !takeOneOf(text, "Tt "))
        return std::nullopt;
    const std::optional<unsigned> hour = takeNumber(text, 2);
    if (!hour || *hour > 23 || !takeOneOf(text, ":"))
        return std::nullopt;
    const std::optional<unsigned> minute = takeNumber(text, 2);
    if (!minute || *minute > 59)
        return std::nullopt;
    unsigned second = 0;
    std::string fraction = "0.";
    if (takeOneOf(text, ":")) {
        const std::optional<unsigned> given = takeNumber(text, 2);
        if (!given || *given > 60) // 60 in a leap second
            return std::nullopt;
        second = *given;
        if (takeOneOf(text, ".,"))
            fraction += takeDigits(text);
    }
    const std::optional<std::int64_t> zone = zoneMinutes(text);
    const std::optional<DecimalTime> rest = decimalTime(fraction, TimeUnit::Seconds);
    if (!zone || !rest)
        return std::nullopt;
    constexpr std::int64_t kSecond = 1'000'000'000;
    const std::int64_t seconds = ((*days * 24 + *hour) * 60 + *minute - *zone) * 60 + second;
    DecimalTime time = *rest;
    if (__builtin_mul_overflow(seconds, kSecond, &time.ns) || __builtin_add_overflow(time.ns, rest->ns, &time.ns))
        return std::nullopt;
    return time;
}

} // namespace tailrace
