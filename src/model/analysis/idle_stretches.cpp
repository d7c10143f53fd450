// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/idle_stretches.h"

#include <algorithm>

namespace tailrace {

namespace {

std::int64_t length(const IdleStretch& stretch)
{
    return stretch.endNs - stretch.startNs;
}

/// Where no span without children runs, from the trace's start to its end.
std::vector<IdleStretch> betweenLeaves(const SpanTable& table)
{
    std::vector<IdleStretch> busy;
    for (SpanIndex i = 0; i < table.size(); ++i) {
        if (!table.hasChildren(i))
            busy.push_back({table.startNs[i], table.endNs(i)});
    }
    std::sort(busy.begin(), busy.end(),
              [](const IdleStretch& a, const IdleStretch& b) { return a.startNs < b.startNs; });
    std::vector<IdleStretch> idle;
    std::int64_t until = table.traceStartNs;
    for (const IdleStretch& leaf : busy) {
        if (leaf.startNs > until)
            idle.push_back({until, leaf.startNs});
        until = std::max(until, leaf.endNs);
    }
    if (const std::int64_t end = table.traceStartNs + table.traceDurationNs; end > until)
        idle.push_back({until, end});
    return idle;
}

/// Cuts stretches where a span with children begins or ends inside of them.
std::vector<IdleStretch> cutAtEdges(const SpanTable& table, const std::vector<IdleStretch>& idle)
{
    std::vector<std::int64_t> cuts;
    const auto note = [&](std::int64_t time) {
        const auto after = std::upper_bound(idle.begin(), idle.end(), time,
                                            [](std::int64_t t, const IdleStretch& s) { return t < s.startNs; });
        if (after != idle.begin() && time > std::prev(after)->startNs && time < std::prev(after)->endNs)
            cuts.push_back(time);
    };
    for (SpanIndex i = 0; i < table.size(); ++i) {
        if (table.hasChildren(i)) {
            note(table.startNs[i]);
            note(table.endNs(i));
        }
    }
    std::sort(cuts.begin(), cuts.end());
    std::vector<IdleStretch> pieces;
    auto cut = cuts.begin();
    for (const IdleStretch& stretch : idle) {
        std::int64_t from = stretch.startNs;
        for (; cut != cuts.end() && *cut < stretch.endNs; ++cut) {
            if (*cut > from)
                pieces.push_back({from, *cut});
            from = *cut;
        }
        pieces.push_back({from, stretch.endNs});
    }
    return pieces;
}

} // namespace

std::vector<IdleStretch> idleStretches(const SpanTable& table, const IdleLimits& limits,
                                       const std::stop_token& stop)
{
    if (table.empty() || limits.most == 0)
        return {};
    const std::vector<IdleStretch> between = betweenLeaves(table);
    if (stop.stop_requested())
        return {};
    std::vector<IdleStretch> found = cutAtEdges(table, between);
    const std::size_t kept = std::min(limits.most, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(),
                      [](const IdleStretch& a, const IdleStretch& b) {
                          return length(a) != length(b) ? length(a) > length(b) : a.startNs < b.startNs;
                      });
    auto rest = static_cast<double>(table.traceDurationNs);
    std::size_t count = 0;
    while (count < kept && static_cast<double>(length(found[count])) >= limits.share * rest)
        rest -= static_cast<double>(length(found[count++]));
    found.resize(count);
    std::sort(found.begin(), found.end(),
              [](const IdleStretch& a, const IdleStretch& b) { return a.startNs < b.startNs; });
    return found;
}

} // namespace tailrace
