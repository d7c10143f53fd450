// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/table/table_cells.h"

#include "importers/span_kind_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

namespace tailrace {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

template <class T>
std::optional<T> wholeNumber(std::string_view text)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string_view takeWhile(std::string_view& text, bool (*fits)(char))
{
    const auto end = std::find_if_not(text.begin(), text.end(), fits);
    const std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(taken.size());
    return taken;
}

/// ns of one of these words; 0 for others.
std::int64_t nsOfUnit(std::string_view word)
{
    static constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
        {"ns", 1},           {"nanos", 1},          {"us", 1000},         {"\u00b5s", 1000},
        {"\u03bcs", 1000},   {"micros", 1000},      {"ms", 1'000'000},    {"millis", 1'000'000},
        {"s", kSecond},      {"sec", kSecond},      {"secs", kSecond},    {"seconds", kSecond},
        {"m", 60 * kSecond}, {"min", 60 * kSecond}, {"h", 3600 * kSecond}};
    const auto* const found =
        std::find_if(std::begin(kUnits), std::end(kUnits), [&](const auto& each) { return each.first == word; });
    return found == std::end(kUnits) ? 0 : found->second;
}

/// `number` times `unit` ns.
std::optional<std::int64_t> times(std::string_view number, std::int64_t unit)
{
    if (unit < 60 * kSecond) {
        const TimeUnit power = unit == kSecond     ? TimeUnit::Seconds
                               : unit == 1'000'000 ? TimeUnit::Milliseconds
                               : unit == 1000      ? TimeUnit::Microseconds
                                                   : TimeUnit::Nanoseconds;
        const std::optional<DecimalTime> read = decimalTime(number, power);
        return read ? std::optional(read->ns) : std::nullopt;
    }
    const std::optional<DecimalTime> seconds = decimalTime(number, TimeUnit::Seconds);
    std::int64_t ns = 0;
    if (!seconds || __builtin_mul_overflow(seconds->ns, unit / kSecond, &ns))
        return std::nullopt;
    return ns;
}

/// "1.5ms", "1 m 30 s"; without a sign.
std::optional<std::int64_t> lengthWithUnits(std::string_view text)
{
    const auto isBlank = [](char c) { return c == ' '; };
    const auto isNumber = [](char c) { return isDigit(c) || c == '.'; };
    const auto isLetter = [](char c) { return !isDigit(c) && c != '.' && c != ' '; };
    std::int64_t sum = 0;
    while (!text.empty()) {
        const std::string_view number = takeWhile(text, isNumber);
        (void)takeWhile(text, isBlank);
        const std::int64_t unit = nsOfUnit(lower(takeWhile(text, isLetter)));
        (void)takeWhile(text, isBlank);
        const std::optional<std::int64_t> ns = unit == 0 ? std::nullopt : times(number, unit);
        if (!ns || __builtin_add_overflow(sum, *ns, &sum))
            return std::nullopt;
    }
    return sum;
}

/// "1:30", "00:01:30.5"; without a sign.
std::optional<std::int64_t> lengthWithColons(std::string_view text)
{
    std::int64_t sum = 0;
    for (int parts = 0; parts < 3; ++parts) {
        const std::size_t colon = text.find(':');
        const std::string_view part = text.substr(0, colon);
        const bool isLast = colon == std::string_view::npos;
        if (part.empty() || !isDigit(part.front()) || (isLast && parts == 0))
            return std::nullopt;
        const std::optional<DecimalTime> read = decimalTime(part, TimeUnit::Seconds);
        if (!read || __builtin_mul_overflow(sum, 60, &sum) || __builtin_add_overflow(sum, read->ns, &sum))
            return std::nullopt;
        if (isLast)
            return sum;
        text.remove_prefix(colon + 1);
    }
    return std::nullopt;
}

std::optional<std::int64_t> lengthOfItsOwn(std::string_view text)
{
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    if (text.empty() || !(isDigit(text.front()) || text.front() == '.'))
        return std::nullopt;
    const std::optional<std::int64_t> ns =
        text.find(':') == std::string_view::npos ? lengthWithUnits(text) : lengthWithColons(text);
    return ns && negative ? std::optional(-*ns) : ns;
}

/// Dates as isoTime() takes them: 2026/11/22 and 20261122 with dashes.
std::string withDashes(std::string_view text)
{
    std::string out(text);
    if (out.size() >= 10 && out[4] == '/' && out[7] == '/') {
        out[4] = out[7] = '-';
    } else if (out.size() >= 8 && std::all_of(out.begin(), out.begin() + 8, isDigit)) {
        out.insert(6, "-");
        out.insert(4, "-");
    }
    return out;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// The last part behind a dash, cut off `text`; empty if there is none.
std::string_view cutPart(std::string_view& text)
{
    const std::size_t dash = text.rfind('-');
    if (dash == std::string_view::npos || dash == 0)
        return {};
    const std::string_view part = text.substr(dash + 1);
    text = text.substr(0, dash);
    return part;
}

/// Kubernetes' random names have no vowels and none of 0, 1 and 3, but hashes of older versions are decimal.
bool isRandomName(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return isDigit(c) || (c >= 'a' && c <= 'z'); });
}

} // namespace

std::optional<TimeUnit> unitOf(TableFormat format)
{
    switch (format) {
    case TableFormat::Seconds:
        return TimeUnit::Seconds;
    case TableFormat::Milliseconds:
        return TimeUnit::Milliseconds;
    case TableFormat::Microseconds:
        return TimeUnit::Microseconds;
    case TableFormat::Nanoseconds:
        return TimeUnit::Nanoseconds;
    default:
        return std::nullopt;
    }
}

TableFormat formatOf(TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::Seconds:
        return TableFormat::Seconds;
    case TimeUnit::Milliseconds:
        return TableFormat::Milliseconds;
    case TimeUnit::Microseconds:
        return TableFormat::Microseconds;
    case TimeUnit::Nanoseconds:
        break;
    }
    return TableFormat::Nanoseconds;
}

std::optional<std::int64_t> tableTime(std::string_view text, TableFormat format)
{
    const std::optional<TimeUnit> unit = unitOf(format);
    const std::optional<DecimalTime> time = unit ? decimalTime(text, *unit) : isoTime(withDashes(text));
    return time && time->ns >= 0 ? std::optional(time->ns) : std::nullopt;
}

std::optional<std::int64_t> tableLength(std::string_view text, TableFormat format)
{
    if (const std::optional<DecimalTime> length =
            decimalTime(text, unitOf(format).value_or(TimeUnit::Nanoseconds)))
        return length->ns;
    return lengthOfItsOwn(text);
}

bool saysItsUnit(std::string_view text)
{
    return lengthOfItsOwn(text).has_value();
}

std::optional<SpanKind> tableKind(std::string_view text)
{
    static constexpr SpanKind kNumbers[] = {SpanKind::Unspecified, SpanKind::Internal, SpanKind::Server,
                                            SpanKind::Client,      SpanKind::Producer, SpanKind::Consumer};
    if (text.size() == 1 && text[0] >= '0' && text[0] <= '5')
        return kNumbers[text[0] - '0'];
    std::string word = lower(text);
    for (const std::string_view prefix : {"span_kind_", "spankind."})
        if (word.starts_with(prefix))
            word.erase(0, prefix.size());
    if (word == "entry") // SkyWalking's words
        return SpanKind::Server;
    if (word == "exit")
        return SpanKind::Client;
    if (word == "local")
        return SpanKind::Internal;
    return spanKindFromText(word);
}

std::optional<StatusCode> tableStatus(std::string_view text)
{
    std::string word = lower(text);
    for (const std::string_view prefix : {"status_code_", "statuscode.", "status."})
        if (word.starts_with(prefix))
            word.erase(0, prefix.size());
    if (isOneOf(word, {"error", "2", "err", "failed", "failure", "fail"}))
        return StatusCode::Error;
    if (isOneOf(word, {"ok", "1", "success", "succeeded"}))
        return StatusCode::Ok;
    if (isOneOf(word, {"unset", "0", "none"}))
        return StatusCode::Unset;
    return std::nullopt;
}

std::optional<bool> tableBool(std::string_view text)
{
    const std::string word = lower(text);
    if (isOneOf(word, {"true", "1", "yes", "t", "y"}))
        return true;
    if (isOneOf(word, {"false", "0", "no", "f", "n"}))
        return false;
    return std::nullopt;
}

bool meansNoParent(std::string_view text)
{
    if (text.find_first_not_of('0') == std::string_view::npos)
        return true;
    return isOneOf(lower(text), {"root", "null", "none", "nil", "nan", "n/a", "na", "-", "-1", "\\n", "undefined",
                                 "0x0", "0x0000000000000000"});
}

std::optional<std::uint64_t> decimalId(std::string_view text)
{
    constexpr std::size_t kHexDigits = 16;
    if (text.starts_with('-')) {
        const std::optional<std::int64_t> number = wholeNumber<std::int64_t>(text);
        return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
    }
    if (text.size() <= kHexDigits || text.front() == '0')
        return std::nullopt;
    return wholeNumber<std::uint64_t>(text);
}

std::string_view workloadOfPod(std::string_view text)
{
    std::string_view rest = text;
    const std::string_view last = cutPart(rest);
    if (last.empty())
        return {};
    if (last.size() <= 3 && std::all_of(last.begin(), last.end(), isDigit))
        return rest;
    if (!isDeploymentPod(text))
        return {};
    (void)cutPart(rest);
    return rest;
}

bool isDeploymentPod(std::string_view text)
{
    const std::string_view own = cutPart(text);
    const std::string_view set = cutPart(text);
    return own.size() == 5 && isRandomName(own) && set.size() >= 6 && set.size() <= 10 && isRandomName(set) &&
           std::any_of(set.begin(), set.end(), isDigit);
}

std::string quotedCell(std::string_view text)
{
    constexpr std::size_t kMaxShown = 60;
    std::size_t end = std::min(text.size(), kMaxShown);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return "\"" + std::string(text.substr(0, end)) + (end < text.size() ? "…\"" : "\"");
}

} // namespace tailrace
