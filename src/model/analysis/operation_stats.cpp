// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/operation_stats.h"

#include "model/base/saturate.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <unordered_map>

namespace tailrace {

namespace {

/// Which group each span belongs to, groups in order of first appearance.
struct Groups {
    std::vector<std::uint32_t> ofSpan;
    std::vector<OperationStats> rows;
};

std::uint64_t keyOf(const SpanTable& trace, SpanIndex span, StatsGrouping grouping)
{
    switch (grouping) {
    case StatsGrouping::Operation:
        return std::uint64_t{trace.serviceId[span]} << 32U | trace.nameId[span];
    case StatsGrouping::Service:
        return trace.serviceId[span];
    case StatsGrouping::Kind:
    case StatsGrouping::Value:
        break;
    }
    return static_cast<std::uint64_t>(trace.kind[span]);
}

Groups groupByKey(const SpanTable& trace, StatsGrouping grouping)
{
    Groups groups;
    groups.ofSpan.reserve(trace.size());
    std::unordered_map<std::uint64_t, std::uint32_t> known;
    for (SpanIndex i = 0; i < trace.size(); ++i) {
        const auto [found, isNew] =
            known.try_emplace(keyOf(trace, i, grouping), static_cast<std::uint32_t>(groups.rows.size()));
        if (isNew)
            groups.rows.emplace_back().span = i;
        groups.ofSpan.push_back(found->second);
    }
    return groups;
}

Groups groupByValue(const SpanTable& trace, const std::function<std::optional<std::string>(SpanIndex)>& valueOf)
{
    constexpr std::uint32_t kNone = ~0U;
    Groups groups;
    groups.ofSpan.reserve(trace.size());
    std::unordered_map<std::string, std::uint32_t> known;
    std::uint32_t withoutValue = kNone;
    for (SpanIndex i = 0; i < trace.size(); ++i) {
        const auto next = static_cast<std::uint32_t>(groups.rows.size());
        std::optional<std::string> value = valueOf(i);
        std::uint32_t group = next;
        if (value)
            group = known.try_emplace(*value, next).first->second;
        else
            group = withoutValue = withoutValue == kNone ? next : withoutValue;
        if (group == next) {
            OperationStats& row = groups.rows.emplace_back();
            row.span = i;
            row.hasValue = value.has_value();
            row.value = std::move(value).value_or(std::string());
        }
        groups.ofSpan.push_back(group);
    }
    return groups;
}

void addSpan(const SpanTable& trace, SpanIndex span, OperationStats& row)
{
    ++row.count;
    row.errors += trace.isError(span) ? 1 : 0;
    row.unknown += has(trace.marks[span], SpanMark::DurationUnknown) ? 1 : 0;
    addSaturated(row.totalNs, trace.durationNs[span]);
    addSaturated(row.selfNs, trace.selfNs[span]);
    if (trace.durationNs[span] > trace.durationNs[row.span])
        row.span = span;
}

/// The lengths may come in any order, and are put into another.
void measure(std::span<std::int64_t> lengths, OperationStats& row)
{
    if (lengths.empty())
        return;
    const auto ranked = [&](std::size_t percent) {
        const std::size_t rank = (lengths.size() * percent + 99) / 100;
        const auto at = lengths.begin() + static_cast<std::ptrdiff_t>(rank - 1);
        std::nth_element(lengths.begin(), at, lengths.end());
        return *at;
    };
    const auto [least, most] = std::minmax_element(lengths.begin(), lengths.end());
    row.minNs = *least;
    row.maxNs = *most;
    row.meanNs = row.totalNs / static_cast<std::int64_t>(lengths.size());
    row.p50Ns = ranked(50);
    row.p95Ns = ranked(95);
}

/// All known lengths, group by group.
void measureGroups(const SpanTable& trace, Groups& groups)
{
    std::vector<std::size_t> first(groups.rows.size() + 1, 0);
    for (std::size_t g = 0; g < groups.rows.size(); ++g)
        first[g + 1] = first[g] + groups.rows[g].count - groups.rows[g].unknown;
    std::vector<std::int64_t> lengths(first.back());
    std::vector<std::size_t> fill(first.begin(), first.end() - 1);
    for (SpanIndex i = 0; i < trace.size(); ++i)
        if (!has(trace.marks[i], SpanMark::DurationUnknown))
            lengths[fill[groups.ofSpan[i]]++] = trace.durationNs[i];
    for (std::size_t g = 0; g < groups.rows.size(); ++g)
        measure(std::span(lengths).subspan(first[g], first[g + 1] - first[g]), groups.rows[g]);
}

StatsTable fillIn(const SpanTable& trace, const CriticalPath& path, Groups groups, StatsGrouping grouping)
{
    for (SpanIndex i = 0; i < trace.size(); ++i)
        addSpan(trace, i, groups.rows[groups.ofSpan[i]]);
    measureGroups(trace, groups);
    StatsTable table;
    table.grouping = grouping;
    for (const PathSegment& segment : path.main()) {
        groups.rows[groups.ofSpan[segment.span]].pathNs += segment.durationNs;
        table.pathNs += segment.durationNs;
    }
    table.rows = std::move(groups.rows);
    std::stable_sort(table.rows.begin(), table.rows.end(),
                     [](const OperationStats& a, const OperationStats& b) { return a.selfNs > b.selfNs; });
    return table;
}

} // namespace

StatsTable operationStats(const SpanTable& trace, const CriticalPath& path, StatsGrouping grouping)
{
    return fillIn(trace, path, groupByKey(trace, grouping), grouping);
}

StatsTable operationStatsBy(const SpanTable& trace, const CriticalPath& path,
                            const std::function<std::optional<std::string>(SpanIndex)>& valueOf)
{
    return fillIn(trace, path, groupByValue(trace, valueOf), StatsGrouping::Value);
}

} // namespace tailrace
