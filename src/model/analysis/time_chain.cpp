// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/time_chain.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tailrace {

namespace {

/// A child must hold this share of its step's time, or the time counts as spread.
constexpr double kHoldsMost = 0.4;
/// Another child is named beside the longest if it is as long as this, and this much of it runs at the same time.
constexpr double kBeside = 0.8;

/// A span, cut to the interval of the step above.
struct Piece {
    SpanIndex span;
    std::int64_t start;
    std::int64_t end;
};

/// Pieces of one service and operation.
struct Group {
    TimeStep step;
    std::int64_t coveredUntil = INT64_MIN;
    std::vector<std::uint32_t> pieces; // positions in the level
};

/// The children of some siblings, in order of their starts, and their groups in order of first appearance.
struct Level {
    std::vector<Piece> pieces;
    std::vector<Group> groups;
    std::int64_t coveredNs = 0; ///< in which at least one of them ran
};

std::vector<Piece> childrenOf(const SpanTable& trace, const std::vector<Piece>& parents)
{
    std::vector<Piece> children;
    for (const Piece& parent : parents) {
        const SpanIndex end = trace.subtreeEnd(parent.span);
        for (SpanIndex c = parent.span + 1; c < end; c = trace.subtreeEnd(c)) {
            const Piece piece{c, std::max(trace.startNs[c], parent.start), std::min(trace.endNs(c), parent.end)};
            if (piece.end > piece.start)
                children.push_back(piece);
        }
    }
    const auto earlier = [](const Piece& a, const Piece& b) {
        return std::pair(a.start, a.span) < std::pair(b.start, b.span);
    };
    std::sort(children.begin(), children.end(), earlier);
    return children;
}

void addToGroup(const SpanTable& trace, Group& group, const Piece& piece, std::uint32_t position)
{
    const std::int64_t from = std::max(piece.start, group.coveredUntil);
    group.step.totalNs += std::max<std::int64_t>(piece.end - from, 0);
    group.coveredUntil = std::max(group.coveredUntil, piece.end);
    if (group.pieces.empty() || trace.durationNs[piece.span] > trace.durationNs[group.step.span])
        group.step.span = piece.span;
    group.pieces.push_back(position);
    group.step.count = static_cast<std::uint32_t>(group.pieces.size());
}

Level levelBelow(const SpanTable& trace, const std::vector<Piece>& parents)
{
    Level level;
    level.pieces = childrenOf(trace, parents);
    std::unordered_map<std::uint64_t, std::size_t> known;
    std::int64_t coveredUntil = INT64_MIN;
    for (std::uint32_t i = 0; i < level.pieces.size(); ++i) {
        const Piece& piece = level.pieces[i];
        const std::uint64_t key = std::uint64_t{trace.serviceId[piece.span]} << 32U | trace.nameId[piece.span];
        const auto [found, isNew] = known.try_emplace(key, level.groups.size());
        if (isNew)
            level.groups.emplace_back();
        addToGroup(trace, level.groups[found->second], piece, i);
        level.coveredNs += std::max<std::int64_t>(piece.end - std::max(piece.start, coveredUntil), 0);
        coveredUntil = std::max(coveredUntil, piece.end);
    }
    return level;
}

/// The time in which a piece of both groups ran. Both are in order of start.
std::int64_t overlapNs(const std::vector<Piece>& pieces, const Group& a, const Group& b)
{
    const auto unite = [&pieces](const Group& group) {
        std::vector<std::pair<std::int64_t, std::int64_t>> intervals;
        for (std::uint32_t i : group.pieces) {
            if (!intervals.empty() && pieces[i].start <= intervals.back().second)
                intervals.back().second = std::max(intervals.back().second, pieces[i].end);
            else
                intervals.emplace_back(pieces[i].start, pieces[i].end);
        }
        return intervals;
    };
    const auto left = unite(a);
    const auto right = unite(b);
    std::int64_t shared = 0;
    for (std::size_t i = 0, j = 0; i < left.size() && j < right.size();) {
        const std::int64_t from = std::max(left[i].first, right[j].first);
        const std::int64_t to = std::min(left[i].second, right[j].second);
        shared += std::max<std::int64_t>(to - from, 0);
        if (left[i].second < right[j].second)
            ++i;
        else
            ++j;
    }
    return shared;
}

/// The group that holds most of the time; the earliest of equals. The level must have one.
const Group& largestGroup(const Level& level, const Group* except = nullptr)
{
    const Group* largest = nullptr;
    for (const Group& group : level.groups)
        if (&group != except && (largest == nullptr || group.step.totalNs > largest->step.totalNs))
            largest = &group;
    return *largest;
}

/// Says in `step` who ran beside the group `chosen`.
void noteBeside(const Level& level, const Group& chosen, TimeStep& step)
{
    if (level.groups.size() < 2)
        return;
    const Group& other = largestGroup(level, &chosen);
    const auto length = static_cast<double>(other.step.totalNs);
    if (length < kBeside * static_cast<double>(chosen.step.totalNs))
        return;
    if (static_cast<double>(overlapNs(level.pieces, chosen, other)) < kBeside * length)
        return;
    step.beside = other.step.span;
    step.besideCount = other.step.count;
    step.besideNs = other.step.totalNs;
}

void consider(Stretch& best, const Stretch& candidate)
{
    if (candidate.durationNs > best.durationNs)
        best = candidate;
}

/// The longest stretch of one span within [start, end]. Children come in order of their starts.
Stretch longestStretchOf(const SpanTable& trace, const Piece& piece)
{
    Stretch best;
    std::int64_t cursor = piece.start;
    SpanIndex last = kNoSpan;
    const SpanIndex end = trace.subtreeEnd(piece.span);
    for (SpanIndex c = piece.span + 1; c < end && trace.startNs[c] < piece.end; c = trace.subtreeEnd(c)) {
        if (trace.startNs[c] > cursor)
            consider(best, {piece.span, last, c, cursor, trace.startNs[c] - cursor});
        if (trace.endNs(c) > cursor) {
            cursor = trace.endNs(c);
            last = c;
        }
    }
    if (cursor < piece.end)
        consider(best, {piece.span, last, kNoSpan, cursor, piece.end - cursor});
    return best;
}

Piece rootPiece(const SpanTable& trace, TimeChain& chain)
{
    const SpanIndex root = trace.mainRoot;
    const std::int64_t traceEnd = trace.traceStartNs + trace.traceDurationNs;
    chain.rootLengthUnknown = has(trace.marks[root], SpanMark::DurationUnknown) ||
                              (trace.durationNs[root] == 0 && trace.hasChildren(root));
    const std::int64_t end = chain.rootLengthUnknown ? traceEnd : trace.endNs(root);
    chain.startNs = trace.startNs[root];
    chain.durationNs = end - chain.startNs;
    return {root, chain.startNs, end};
}

} // namespace

TimeChain followTime(const SpanTable& trace)
{
    TimeChain chain;
    if (trace.empty())
        return chain;
    std::vector<Piece> at{rootPiece(trace, chain)};
    TimeStep step;
    step.span = trace.mainRoot;
    step.totalNs = chain.durationNs;
    while (true) {
        const Level below = levelBelow(trace, at);
        step.selfNs = step.totalNs - below.coveredNs;
        chain.steps.push_back(step);
        if (below.groups.empty()) {
            chain.end = ChainEnd::NoChildren;
            break;
        }
        const Group& largest = largestGroup(below);
        const bool ownTime = step.selfNs > largest.step.totalNs;
        if (ownTime ||
            static_cast<double>(largest.step.totalNs) < kHoldsMost * static_cast<double>(step.totalNs)) {
            chain.end = ownTime ? ChainEnd::OwnTime : ChainEnd::Spread;
            chain.longestChild = largest.step;
            chain.children = static_cast<std::uint32_t>(below.pieces.size());
            break;
        }
        step = largest.step;
        noteBeside(below, largest, step);
        std::vector<Piece> next;
        for (std::uint32_t i : largest.pieces)
            next.push_back(below.pieces[i]);
        at = std::move(next);
    }
    for (const Piece& piece : at)
        consider(chain.stretch, longestStretchOf(trace, piece));
    return chain;
}

std::optional<Stretch> longestStretch(const SpanTable& trace)
{
    Stretch best;
    for (SpanIndex i = 0; i < trace.size(); ++i)
        if (trace.hasChildren(i))
            consider(best, longestStretchOf(trace, {i, trace.startNs[i], trace.endNs(i)}));
    return best.durationNs > 0 ? std::optional(best) : std::nullopt;
}

} // namespace tailrace
