// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/path_sums.h"

#include <algorithm>
#include <unordered_map>

namespace tailrace {

namespace {

void add(PathSum& sum, const PathSum& more)
{
    sum.spans += more.spans;
    sum.segments += more.segments;
    sum.ns += more.ns;
    for (std::size_t kind = 0; kind < sum.byKindNs.size(); ++kind)
        sum.byKindNs[kind] += more.byKindNs[kind];
}

/// Adds by key, keeping the order of first appearance.
class Sums
{
public:
    PathSum& of(std::uint64_t key, bool& isNew)
    {
        const auto [found, added] = m_known.try_emplace(key, m_sums.size());
        isNew = added;
        if (added)
            m_sums.emplace_back();
        return m_sums[found->second];
    }
    std::vector<PathSum> take() { return std::move(m_sums); }

private:
    std::unordered_map<std::uint64_t, std::size_t> m_known;
    std::vector<PathSum> m_sums;
};

std::vector<PathSum> sumBySpan(std::span<const PathSegment> path)
{
    Sums sums;
    for (const PathSegment& segment : path) {
        bool isNew = false;
        PathSum& sum = sums.of(segment.span, isNew);
        if (isNew) {
            sum.span = segment.span;
            sum.spans = 1;
        }
        ++sum.segments;
        sum.ns += segment.durationNs;
        sum.byKindNs[static_cast<std::size_t>(segment.kind)] += segment.durationNs;
    }
    return sums.take();
}

} // namespace

std::vector<PathSum> sumPath(const SpanTable& trace, std::span<const PathSegment> path, PathGrouping grouping)
{
    std::vector<PathSum> out = sumBySpan(path);
    if (grouping != PathGrouping::Span) {
        Sums sums;
        std::unordered_map<std::uint64_t, std::int64_t> largest; // of the span that stands for the group
        for (const PathSum& one : out) {
            const std::uint64_t service = trace.serviceId[one.span];
            const std::uint64_t key =
                grouping == PathGrouping::Service ? service : service << 32U | trace.nameId[one.span];
            bool isNew = false;
            PathSum& sum = sums.of(key, isNew);
            std::int64_t& most = largest[key];
            if (isNew || one.ns > most) {
                sum.span = one.span;
                most = one.ns;
            }
            add(sum, one);
        }
        out = sums.take();
    }
    std::stable_sort(out.begin(), out.end(), [](const PathSum& a, const PathSum& b) { return a.ns > b.ns; });
    return out;
}

} // namespace tailrace
