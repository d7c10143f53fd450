// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/format.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace tailrace {

namespace {

/// Three significant digits; whole numbers of the unit lose their zeros after the point only below a second,
/// where "45 ms" reads better than "45.0 ms".
std::string threeDigits(double value, const char* unit, bool keepZeros)
{
    const int digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    char buffer[48];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
    std::string text = buffer;
    if (!keepZeros && text.find('.') != std::string::npos) {
        const std::size_t point = text.find('.');
        if (text.find_first_not_of('0', point + 1) == std::string::npos)
            text.erase(point);
    }
    return text + " " + unit;
}

std::string twoUnits(std::int64_t large, const char* largeUnit, std::int64_t small, const char* smallUnit)
{
    std::string text = formatCount(static_cast<std::uint64_t>(large)) + " " + largeUnit;
    if (small > 0)
        text += " " + std::to_string(small) + " " + smallUnit;
    return text;
}

} // namespace

std::string formatDuration(std::int64_t ns)
{
    if (ns == INT64_MIN)
        ++ns;
    if (ns < 0)
        return "-" + formatDuration(-ns);
    if (ns < 1'000)
        return std::to_string(ns) + " ns";
    if (ns < 999'500)
        return threeDigits(static_cast<double>(ns) / 1e3, "µs", false);
    if (ns < 999'500'000)
        return threeDigits(static_cast<double>(ns) / 1e6, "ms", false);
    if (ns < 119'500'000'000)
        return threeDigits(static_cast<double>(ns) / 1e9, "s", true);
    const std::int64_t seconds = ns / 1'000'000'000 + (ns % 1'000'000'000 >= 500'000'000 ? 1 : 0);
    if (seconds < 2 * 3600)
        return twoUnits(seconds / 60, "min", seconds % 60, "s");
    const std::int64_t minutes = seconds / 60;
    if (minutes < 48 * 60)
        return twoUnits(minutes / 60, "h", minutes % 60, "min");
    return twoUnits(minutes / 1440, "d", minutes / 60 % 24, "h");
}

std::string formatDurationExact(std::int64_t ns)
{
    if (ns == INT64_MIN)
        ++ns;
    if (ns < 0)
        return "-" + formatDurationExact(-ns);
    if (ns < 1'000)
        return std::to_string(ns) + " ns";
    char fraction[16];
    if (ns < 1'000'000) {
        std::snprintf(fraction, sizeof fraction, ".%03d", static_cast<int>(ns % 1'000));
        return std::to_string(ns / 1'000) + fraction + " µs";
    }
    const auto rest = static_cast<int>(ns % 1'000'000);
    if (rest % 1'000 == 0)
        std::snprintf(fraction, sizeof fraction, ".%03d", rest / 1'000);
    else
        std::snprintf(fraction, sizeof fraction, ".%06d", rest);
    return formatCount(static_cast<std::uint64_t>(ns / 1'000'000)) + fraction + " ms";
}

std::string formatInstantUtc(std::int64_t nsSinceEpoch, int digits)
{
    using namespace std::chrono;
    std::int64_t seconds = nsSinceEpoch / 1'000'000'000;
    std::int64_t rest = nsSinceEpoch % 1'000'000'000;
    if (rest < 0) {
        rest += 1'000'000'000;
        --seconds;
    }
    const sys_seconds instant{std::chrono::seconds(seconds)};
    const auto day = floor<days>(instant);
    const year_month_day date(day);
    const hh_mm_ss time(instant - day);
    std::array<char, 80> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    std::string text = buffer.data();
    if (digits > 0) {
        char fraction[16];
        std::snprintf(fraction, sizeof fraction, "%09lld", static_cast<long long>(rest));
        text += '.';
        text.append(fraction, static_cast<std::size_t>(digits > 9 ? 9 : digits));
    }
    return text + " UTC";
}

std::string formatCount(std::uint64_t count)
{
    std::string text = std::to_string(count);
    for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3)
        text.insert(static_cast<std::size_t>(i), 1, ',');
    return text;
}

std::string formatCount(std::uint64_t count, const std::string& noun)
{
    return formatCount(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string formatBytes(std::uint64_t bytes)
{
    static constexpr std::array kUnits{"bytes", "kB", "MB", "GB", "TB", "PB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < kUnits.size()) {
        value /= 1000;
        ++unit;
    }
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, unit > 0 && value < 9.95 ? "%.1f %s" : "%.0f %s", value, kUnits[unit]);
    return bytes == 1 ? "1 byte" : buffer;
}

std::string formatShare(double part, double whole)
{
    if (whole <= 0)
        return "–";
    const double percent = 100.0 * part / whole;
    char buffer[32];
    if (percent > 0 && percent < 0.1)
        return "< 0.1 %";
    std::snprintf(buffer, sizeof buffer, percent > 0 && percent < 9.95 ? "%.1f" : "%.0f", percent);
    std::string text = buffer;
    if (text.ends_with(".0"))
        text.resize(text.size() - 2);
    return text + " %";
}

} // namespace tailrace
