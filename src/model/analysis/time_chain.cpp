// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/time_chain.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tailrace {

namespace {

/// A child must hold this share of its step's time, or the time counts as spread.
constexpr double kHoldsMost = 0.4;
/// Another child is named beside the chosen one if it is as long as this, and this much of it runs at the same time.
constexpr double kBeside = 0.8;

/// A span, cut to the interval of the step above.
struct Piece {
    SpanIndex span;
    std::int64_t start;
    std::int64_t end;
};

/// Pieces of one service and operation that are all on the path, or all off it.
struct Group {
    TimeStep step;
    bool onPath = false;
    std::int64_t coveredNs = 0; ///< in which at least one of them ran
    std::int64_t coveredUntil = INT64_MIN;
    std::vector<std::uint32_t> pieces; // positions in the level
};

/// The children of some siblings, in order of their starts, and their groups in order of first appearance.
struct Level {
    std::vector<Piece> pieces;
    std::vector<Group> groups;
    std::int64_t pathNs = 0; ///< that leads through them
};

/// How much of the path leads through each span and what is below it. A span on the path is tiled as a whole, from
/// where it is cut to its parent on both sides, so this is also its length there.
std::vector<std::int64_t> timesOnPath(const SpanTable& trace, const CriticalPath& path)
{
    std::vector<std::int64_t> times(trace.size(), 0);
    for (const PathSegment& segment : path.main())
        times[segment.span] += segment.durationNs;
    for (SpanIndex i = trace.size(); i-- > 0;)
        if (const SpanIndex parent = trace.parent[i]; parent != kNoSpan)
            times[parent] += times[i];
    return times;
}

class Follower
{
public:
    Follower(const SpanTable& trace, const CriticalPath& path)
        : m_trace(trace)
        , m_onPath(timesOnPath(trace, path))
    {
    }

    [[nodiscard]] Level levelBelow(const std::vector<Piece>& parents) const
    {
        Level level;
        level.pieces = childrenOf(parents);
        std::unordered_map<std::uint64_t, std::size_t> known[2];
        for (std::uint32_t i = 0; i < level.pieces.size(); ++i) {
            const SpanIndex span = level.pieces[i].span;
            const bool onPath = m_onPath[span] > 0;
            const std::uint64_t key = std::uint64_t{m_trace.serviceId[span]} << 32U | m_trace.nameId[span];
            const auto [found, isNew] = known[onPath ? 1 : 0].try_emplace(key, level.groups.size());
            if (isNew)
                level.groups.emplace_back().onPath = onPath;
            addToGroup(level.groups[found->second], level.pieces[i], i);
            level.pathNs += m_onPath[span];
        }
        return level;
    }

private:
    /// A span that outlasts its parent, or whose end is unknown, ends where its way on the path does.
    [[nodiscard]] std::vector<Piece> childrenOf(const std::vector<Piece>& parents) const
    {
        std::vector<Piece> children;
        for (const Piece& parent : parents) {
            const SpanIndex end = m_trace.subtreeEnd(parent.span);
            for (SpanIndex c = parent.span + 1; c < end; c = m_trace.subtreeEnd(c)) {
                const std::int64_t start = std::max(m_trace.startNs[c], parent.start);
                const Piece piece{c, start, std::max(start + m_onPath[c], std::min(m_trace.endNs(c), parent.end))};
                if (piece.end > piece.start && !isAsynchronous(m_trace, c))
                    children.push_back(piece);
            }
        }
        const auto earlier = [](const Piece& a, const Piece& b) {
            return std::pair(a.start, a.span) < std::pair(b.start, b.span);
        };
        std::sort(children.begin(), children.end(), earlier);
        return children;
    }

    void addToGroup(Group& group, const Piece& piece, std::uint32_t position) const
    {
        const std::int64_t from = std::max(piece.start, group.coveredUntil);
        group.coveredNs += std::max<std::int64_t>(piece.end - from, 0);
        group.coveredUntil = std::max(group.coveredUntil, piece.end);
        if (group.pieces.empty() || m_trace.durationNs[piece.span] > m_trace.durationNs[group.step.span])
            group.step.span = piece.span;
        group.step.totalNs += m_onPath[piece.span];
        group.pieces.push_back(position);
        group.step.count = static_cast<std::uint32_t>(group.pieces.size());
    }

    const SpanTable& m_trace;
    std::vector<std::int64_t> m_onPath;
};

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

/// The group through which most of the path leads; the earliest of equals. Nothing if it leads through none.
const Group* largestOnPath(const Level& level)
{
    const Group* largest = nullptr;
    for (const Group& group : level.groups)
        if (group.onPath && (largest == nullptr || group.step.totalNs > largest->step.totalNs))
            largest = &group;
    return largest;
}

/// Says in `step` who ran beside the group `chosen`.
void noteBeside(const Level& level, const Group& chosen, TimeStep& step)
{
    const Group* other = nullptr;
    for (const Group& group : level.groups)
        if (&group != &chosen && (other == nullptr || group.coveredNs > other->coveredNs))
            other = &group;
    if (other == nullptr)
        return;
    const auto length = static_cast<double>(other->coveredNs);
    if (length < kBeside * static_cast<double>(chosen.coveredNs))
        return;
    if (static_cast<double>(overlapNs(level.pieces, chosen, *other)) < kBeside * length)
        return;
    step.beside = other->step.span;
    step.besideCount = other->step.count;
    step.besideNs = other->coveredNs;
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

/// What of the own time of these spans passed while a child of theirs ran.
std::int64_t besideChildren(const SpanTable& trace, const CriticalPath& path, const std::vector<Piece>& spans)
{
    std::int64_t sum = 0;
    for (const Piece& piece : spans) {
        if (!trace.hasChildren(piece.span))
            continue;
        for (const std::uint32_t i : path.segmentsOf(piece.span))
            sum += path.segments[i].kind == PathKind::Work ? path.segments[i].durationNs : 0;
    }
    return sum;
}

} // namespace

TimeChain followTime(const SpanTable& trace, const CriticalPath& path)
{
    TimeChain chain;
    if (trace.empty())
        return chain;
    const PathRoot& root = path.roots[path.mainRoot];
    chain.startNs = root.startNs;
    chain.durationNs = root.durationNs;
    chain.rootLengthUnknown = has(trace.marks[root.span], SpanMark::DurationUnknown);
    const Follower follower(trace, path);
    std::vector<Piece> at{{root.span, root.startNs, root.startNs + root.durationNs}};
    TimeStep step;
    step.span = root.span;
    step.totalNs = root.durationNs;
    while (true) {
        const Level below = follower.levelBelow(at);
        step.selfNs = step.totalNs - below.pathNs;
        chain.steps.push_back(step);
        const Group* largest = largestOnPath(below);
        if (largest == nullptr) {
            chain.end = ChainEnd::NoChildren;
            break;
        }
        const bool ownTime = step.selfNs > largest->step.totalNs;
        if (ownTime ||
            static_cast<double>(largest->step.totalNs) < kHoldsMost * static_cast<double>(step.totalNs)) {
            chain.end = ownTime ? ChainEnd::OwnTime : ChainEnd::Spread;
            chain.longestChild = largest->step;
            chain.children = static_cast<std::uint32_t>(below.pieces.size());
            break;
        }
        step = largest->step;
        noteBeside(below, *largest, step);
        std::vector<Piece> next;
        for (std::uint32_t i : largest->pieces)
            next.push_back(below.pieces[i]);
        at = std::move(next);
    }
    for (const Piece& piece : at)
        consider(chain.stretch, longestStretchOf(trace, piece));
    chain.besideChildrenNs = besideChildren(trace, path, at);
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
