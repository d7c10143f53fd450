// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/table/table_times.h"

#include "importers/table/table_cells.h"
#include "model/base/saturate.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <unordered_map>
#include <vector>

namespace tailrace {

namespace {

constexpr std::array kUnits = {TimeUnit::Nanoseconds, TimeUnit::Microseconds, TimeUnit::Milliseconds,
                               TimeUnit::Seconds};
constexpr std::int64_t kSecond = 1'000'000'000;

std::optional<TableFormat> formatOfCell(std::string_view cell)
{
    constexpr std::int64_t kFirst = 631'152'000 * kSecond;  // 1990
    constexpr std::int64_t kLast = 4'102'444'800 * kSecond; // 2100
    for (const TimeUnit unit : kUnits)
        if (const std::optional<DecimalTime> time = decimalTime(cell, unit);
            time && time->ns >= kFirst && time->ns < kLast)
            return formatOf(unit);
    return tableTime(cell, TableFormat::Iso) ? std::optional(TableFormat::Iso) : std::nullopt;
}

/// What the rows say about a pair of parent and child in which the child starts later.
struct Pair {
    std::int64_t offset; // of the child's start, ns
    const std::string* parentLength;
    const std::string* childLength;
};

std::vector<Pair> pairsOf(const TableSample& sample, const TableMapping& mapping, std::size_t length)
{
    const auto column = [&](TableRole role) {
        const TableColumn* found = mapping.find(role);
        return found == nullptr ? std::nullopt : indexOf(sample, found->name);
    };
    const auto trace = column(TableRole::TraceId);
    const auto span = column(TableRole::SpanId);
    const auto parent = column(TableRole::ParentId);
    const auto start = column(TableRole::Start);
    if (!trace || !span || !parent || !start)
        return {};
    const TableFormat format = mapping.find(TableRole::Start)->format;
    std::unordered_map<std::string, const std::vector<std::string>*> rows;
    for (const std::vector<std::string>& row : sample.rows)
        rows.emplace(row[*trace] + '\n' + row[*span], &row);
    std::vector<Pair> pairs;
    for (const std::vector<std::string>& row : sample.rows) {
        const auto found = rows.find(row[*trace] + '\n' + row[*parent]);
        if (found == rows.end())
            continue;
        const auto childStart = tableTime(row[*start], format);
        const auto parentStart = tableTime((*found->second)[*start], format);
        if (childStart && parentStart && *childStart > *parentStart)
            pairs.push_back({*childStart - *parentStart, &(*found->second)[length], &row[length]});
    }
    return pairs;
}

/// How many of the pairs have the child within its parent.
std::size_t fitting(const std::vector<Pair>& pairs, TableFormat format)
{
    return static_cast<std::size_t>(std::count_if(pairs.begin(), pairs.end(), [format](const Pair& pair) {
        const auto outer = tableLength(*pair.parentLength, format);
        const auto inner = tableLength(*pair.childLength, format);
        return outer && inner && *outer >= pair.offset && *inner <= saturatedSum(*outer - pair.offset, *outer / 100);
    }));
}

/// The smallest unit with which nearly all children are within their parents, if with the next smaller one many
/// are not.
std::optional<TableFormat> unitByNesting(const std::vector<Pair>& pairs)
{
    constexpr std::size_t kMinPairs = 8;
    if (pairs.size() < kMinPairs)
        return std::nullopt;
    std::size_t before = 0;
    for (const TimeUnit unit : kUnits) {
        const std::size_t fits = fitting(pairs, formatOf(unit));
        if (fits * 10 >= pairs.size() * 8)
            return before * 10 <= pairs.size() * 6 ? std::optional(formatOf(unit)) : std::nullopt;
        before = fits;
    }
    return std::nullopt;
}

/// The unit in which the length is what lies between start and end.
std::optional<TableFormat> unitByEnd(const TableSample& sample, const TableMapping& mapping, std::size_t length)
{
    const TableColumn* start = mapping.find(TableRole::Start);
    const TableColumn* end = mapping.find(TableRole::End);
    const auto startAt = start == nullptr ? std::nullopt : indexOf(sample, start->name);
    const auto endAt = end == nullptr ? std::nullopt : indexOf(sample, end->name);
    if (!startAt || !endAt)
        return std::nullopt;
    std::array<std::size_t, kUnits.size()> fits{};
    std::size_t rows = 0;
    for (const std::vector<std::string>& row : sample.rows) {
        const auto from = tableTime(row[*startAt], start->format);
        const auto to = tableTime(row[*endAt], end->format);
        if (!from || !to || *to <= *from || row[length].empty())
            continue;
        ++rows;
        const std::int64_t between = *to - *from;
        for (std::size_t i = 0; i < kUnits.size(); ++i) {
            const auto ns = tableLength(row[length], formatOf(kUnits[i]));
            fits[i] += ns && std::abs(saturatedDifference(between, *ns)) <= between / 5 ? 1 : 0;
        }
    }
    const auto best = std::max_element(fits.begin(), fits.end());
    if (rows == 0 || *best * 10 < rows * 8)
        return std::nullopt;
    return formatOf(kUnits[static_cast<std::size_t>(best - fits.begin())]);
}

} // namespace

std::optional<std::size_t> indexOf(const TableSample& sample, std::string_view column)
{
    const auto found = std::find(sample.columns.begin(), sample.columns.end(), column);
    if (found == sample.columns.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - sample.columns.begin());
}

std::optional<TableFormat> timeFormat(const TableSample& sample, std::size_t column)
{
    std::optional<TableFormat> format;
    for (const std::vector<std::string>& row : sample.rows) {
        if (row[column].empty() || row[column] == "0")
            continue;
        const std::optional<TableFormat> own = formatOfCell(row[column]);
        if (!own || (format && format != own))
            return std::nullopt;
        format = own;
    }
    return format;
}

bool holdsTimesOfDay(const TableSample& sample, std::size_t column)
{
    bool any = false;
    for (const std::vector<std::string>& row : sample.rows) {
        if (row[column].empty())
            continue;
        any = true;
        if (!tableTime("2000-01-01 " + row[column], TableFormat::Iso))
            return false;
    }
    return any;
}

std::optional<TableFormat> lengthFormat(const TableSample& sample, const TableMapping& mapping, std::size_t column)
{
    const auto isBlank = [column](const auto& row) { return row[column].empty(); };
    const auto hasUnit = [column](const auto& row) { return row[column].empty() || saysItsUnit(row[column]); };
    if (std::all_of(sample.rows.begin(), sample.rows.end(), isBlank))
        return std::nullopt;
    if (std::all_of(sample.rows.begin(), sample.rows.end(), hasUnit))
        return TableFormat::Nanoseconds; // which counts for a bare number only
    if (const std::optional<TableFormat> unit = unitByEnd(sample, mapping, column))
        return unit;
    return unitByNesting(pairsOf(sample, mapping, column));
}

int resolution(const TableSample& sample, std::size_t column, TableFormat format)
{
    int finest = static_cast<int>(unitOf(format).value_or(TimeUnit::Seconds));
    const int unit = finest;
    for (const std::vector<std::string>& row : sample.rows) {
        const std::string& cell = row[column];
        const std::size_t point = cell.find_last_of(".,");
        if (point == std::string::npos)
            continue;
        const auto digits = std::find_if_not(cell.begin() + static_cast<std::ptrdiff_t>(point) + 1, cell.end(),
                                             [](unsigned char c) { return std::isdigit(c) != 0; });
        const auto count = digits - cell.begin() - static_cast<std::ptrdiff_t>(point) - 1;
        finest = std::min(finest, std::max(unit - static_cast<int>(std::min<std::ptrdiff_t>(count, 30)), 0));
    }
    return finest;
}

} // namespace tailrace
