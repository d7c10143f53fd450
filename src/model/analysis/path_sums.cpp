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

/// A sum a span, in order of first appearance on the path.
std::vector<PathSum> sumBySpan(const SpanTable& trace, std::span<const PathSegment> path)
{
    constexpr std::uint32_t kNone = ~0U;
    std::vector<std::uint32_t> sumOf(trace.size(), kNone);
    std::vector<PathSum> sums;
    for (const PathSegment& segment : path) {
        std::uint32_t& at = sumOf[segment.span];
        if (at == kNone) {
            at = static_cast<std::uint32_t>(sums.size());
            PathSum& added = sums.emplace_back();
            added.span = segment.span;
            added.spans = 1;
        }
        PathSum& sum = sums[at];
        ++sum.segments;
        sum.ns += segment.durationNs;
        sum.byKindNs[static_cast<std::size_t>(segment.kind)] += segment.durationNs;
    }
    return sums;
}

/// The sums of spans added up by service, or by service and name.
std::vector<PathSum> groupSums(const SpanTable& trace, const std::vector<PathSum>& spans, PathGrouping grouping)
{
    std::unordered_map<std::uint64_t, std::size_t> known;
    std::vector<PathSum> sums;
    std::vector<std::int64_t> largest; // of the span that stands for the group
    for (const PathSum& one : spans) {
        const std::uint64_t service = trace.serviceId[one.span];
        const std::uint64_t key =
            grouping == PathGrouping::Service ? service : service << 32U | trace.nameId[one.span];
        const auto [found, isNew] = known.try_emplace(key, sums.size());
        if (isNew) {
            sums.emplace_back();
            largest.push_back(-1);
        }
        PathSum& sum = sums[found->second];
        if (one.ns > largest[found->second]) {
            sum.span = one.span;
            largest[found->second] = one.ns;
        }
        add(sum, one);
    }
    return sums;
}

} // namespace

std::vector<PathSum> sumPath(const SpanTable& trace, std::span<const PathSegment> path, PathGrouping grouping)
{
    std::vector<PathSum> out = sumBySpan(trace, path);
    if (grouping != PathGrouping::Span)
        out = groupSums(trace, out, grouping);
    std::stable_sort(out.begin(), out.end(), [](const PathSum& a, const PathSum& b) { return a.ns > b.ns; });
    return out;
}

} // namespace tailrace
