// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/time_folds.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr double kFoldPixels = 52;     // wide enough for a mark and the length of what is folded
constexpr double kFoldedAtMost = 0.36; // of the scale's width, by all folds together

} // namespace

TimeFolds::TimeFolds(std::vector<TimeRange> ranges)
{
    std::sort(ranges.begin(), ranges.end(),
              [](const TimeRange& a, const TimeRange& b) { return a.startNs < b.startNs; });
    for (const TimeRange& range : ranges) {
        if (lengthNs(range) == 0)
            continue;
        if (!m_ranges.empty() && range.startNs < m_ranges.back().endNs)
            m_ranges.back().endNs = std::max(m_ranges.back().endNs, range.endNs);
        else
            m_ranges.push_back(range);
    }
    std::int64_t folded = 0;
    for (const TimeRange& range : m_ranges) {
        m_foldedBefore.push_back(folded);
        folded = saturatingSum(folded, lengthNs(range));
    }
}

std::optional<std::size_t> TimeFolds::at(std::int64_t timeNs) const
{
    const auto after = std::upper_bound(m_ranges.begin(), m_ranges.end(), timeNs,
                                        [](std::int64_t time, const TimeRange& r) { return time < r.startNs; });
    if (after == m_ranges.begin() || timeNs >= std::prev(after)->endNs)
        return std::nullopt;
    return static_cast<std::size_t>(std::prev(after) - m_ranges.begin());
}

double TimeFolds::pixels(double scaleWidth) const
{
    return m_ranges.empty() ? 0
                            : std::min(kFoldPixels, kFoldedAtMost * std::max(scaleWidth, 0.0) /
                                                        static_cast<double>(m_ranges.size()));
}

std::int64_t TimeFolds::openNs(std::int64_t fromNs, std::int64_t toNs) const
{
    const auto foldedUntil = [this](std::int64_t time) {
        const auto after = std::upper_bound(m_ranges.begin(), m_ranges.end(), time,
                                            [](std::int64_t t, const TimeRange& r) { return t < r.startNs; });
        if (after == m_ranges.begin())
            return std::int64_t{0};
        const auto i = static_cast<std::size_t>(std::prev(after) - m_ranges.begin());
        return saturatingSum(m_foldedBefore[i],
                             lengthNs({m_ranges[i].startNs, std::min(time, m_ranges[i].endNs)}));
    };
    return saturatingDifference(saturatingDifference(toNs, fromNs),
                                saturatingDifference(foldedUntil(toNs), foldedUntil(fromNs)));
}

double TimeFolds::foldsBetween(std::int64_t fromNs, std::int64_t toNs) const
{
    const auto foldsUntil = [this](std::int64_t time) {
        const auto after = std::upper_bound(m_ranges.begin(), m_ranges.end(), time,
                                            [](std::int64_t t, const TimeRange& r) { return t < r.startNs; });
        if (after == m_ranges.begin())
            return 0.0;
        const TimeRange& last = *std::prev(after);
        const double whole = static_cast<double>(std::prev(after) - m_ranges.begin());
        if (time >= last.endNs)
            return whole + 1;
        return whole + static_cast<double>(lengthNs({last.startNs, time})) / static_cast<double>(lengthNs(last));
    };
    return foldsUntil(toNs) - foldsUntil(fromNs);
}

double TimeFolds::pixelsBetween(std::int64_t fromNs, std::int64_t toNs, Rate rate) const
{
    return rate.pixelsPerNs * static_cast<double>(openNs(fromNs, toNs)) +
           rate.foldPixels * foldsBetween(fromNs, toNs);
}

std::int64_t TimeFolds::instantFrom(std::int64_t fromNs, double pixels, Rate rate) const
{
    // The edges of folds at or before the instant looked for: even = a start, odd = an end.
    const auto edge = [this](std::size_t i) {
        return i % 2 == 0 ? m_ranges[i / 2].startNs : m_ranges[i / 2].endNs;
    };
    std::size_t low = 0;
    std::size_t high = 2 * m_ranges.size();
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (pixelsBetween(fromNs, edge(middle), rate) <= pixels)
            low = middle + 1;
        else
            high = middle;
    }
    const bool isFold = low % 2 == 1;
    const double slope =
        isFold ? rate.foldPixels / static_cast<double>(lengthNs(m_ranges[low / 2])) : rate.pixelsPerNs;
    // Counted from `fromNs` if it lies in the same piece, which is exact, else from the piece's edge.
    const bool isAfterStart = low == 0 || fromNs >= edge(low - 1);
    const bool isBeforeEnd = low == 2 * m_ranges.size() || fromNs <= edge(low);
    const std::int64_t base = isAfterStart && isBeforeEnd ? fromNs : low > 0 ? edge(low - 1) : edge(low);
    if (!(slope > 0))
        return base;
    return saturatingSum(base, saturatingRound((pixels - pixelsBetween(fromNs, base, rate)) / slope));
}

} // namespace tailrace
