// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The critical path of a trace: for every instant of a root's interval the one span that was being waited for. Each
// root is tiled by segments in order of time, without overlap or hole, whose lengths add up to the root's duration.
//
// Walked backwards from the root's end (the last-finisher rule of Jaeger's critical path, with `<=`): in a span with
// the cursor at t, the child that ended last at or before t was waited for; what lies between its end and t is the
// span's own. The path goes through that child to its start, and on from there. Decisions:
//
//  - Siblings that touch both count; each child is taken once.
//  - Of children with equal ends the one that starts first is taken, then the first in waterfall order.
//  - Children are cut to their parent; what lies outside of it takes no part.
//  - A consumer below a producer was not waited for, nor was anything below it. Every other child was.
//  - Orphans, and spans where a cycle was cut, are roots like others.
//  - A span without a recorded end lasts until the last end below it (asynchronous children left out), but no longer
//    than its parent. Ends before starts count as length 0.
//
// A segment that rests on one of these decisions carries its mark. No recursion; O(n log n). No state, any thread.

#include "model/trace/span_table.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tailrace {

/// What a span did while it was waited for. A span that has children, but none running, leaves a gap: nothing says
/// what happened. Send, Return and Queue are gaps whose neighbours explain them.
enum class PathKind : std::uint8_t {
    Work,   ///< no children, or only such that were not waited for
    Gap,    ///< before, between or after its children
    Send,   ///< a client before its server began
    Return, ///< a client after its server ended
    Queue,  ///< before a consumer began
};
/// "work", "gap", "send", "return", "queue".
[[nodiscard]] std::string_view name(PathKind kind);

/// Bits: the decisions that a segment rests on. The first four also mark everything below the span they hold for,
/// since the path goes there because of them; the others mark the span's own segments only.
enum class PathAssumption : std::uint8_t {
    Orphan = 1U << 0,        ///< the root's parent is missing
    Cycle = 1U << 1,         ///< the root stands where a cycle of parents was cut
    Touching = 1U << 2,      ///< ended exactly when the sibling that was waited for next began
    Tie = 1U << 3,           ///< ended together with a sibling
    Clamped = 1U << 4,       ///< was cut to its parent's interval
    Async = 1U << 5,         ///< a consumer ran below it and was not waited for
    UnknownStart = 1U << 6,  ///< no start was recorded; its parent's was taken
    UnknownLength = 1U << 7, ///< its end, or that of a child begun here, is not known
};
using PathAssumptions = std::uint8_t;

[[nodiscard]] constexpr bool has(PathAssumptions all, PathAssumption one)
{
    return (all & static_cast<PathAssumptions>(one)) != 0;
}
/// "orphan", "cycle", "touching", "tie", "clamped", "async", "unknownStart", "unknownLength".
[[nodiscard]] std::string_view name(PathAssumption assumption);
/// The assumption as a clause for a tool tip: "it was cut to its parent's time".
[[nodiscard]] std::string_view sentence(PathAssumption assumption);
inline constexpr PathAssumption kAllPathAssumptions[] = {
    PathAssumption::Orphan,  PathAssumption::Cycle, PathAssumption::Touching,     PathAssumption::Tie,
    PathAssumption::Clamped, PathAssumption::Async, PathAssumption::UnknownStart, PathAssumption::UnknownLength};

struct PathSegment {
    std::int64_t startNs = 0;    ///< since the epoch
    std::int64_t durationNs = 0; ///< above 0
    SpanIndex span = kNoSpan;
    PathKind kind = PathKind::Work;
    PathAssumptions assumptions = 0;

    [[nodiscard]] std::int64_t endNs() const { return startNs + durationNs; }
};

/// The path of one root: a run of CriticalPath::segments.
struct PathRoot {
    SpanIndex span = kNoSpan;
    std::int64_t startNs = 0;    ///< of the root
    std::int64_t durationNs = 0; ///< of the root; where no end was recorded, until the last end below it
    std::uint32_t firstSegment = 0;
    std::uint32_t segmentCount = 0; ///< 0 for roots of length 0
};

struct CriticalPath {
    std::vector<PathSegment> segments; ///< root by root, each in order of time
    std::vector<PathRoot> roots;       ///< one for each of SpanTable::roots, in their order
    std::vector<std::uint32_t> bySpan; ///< positions of segments, by span and then by time
    std::uint32_t mainRoot = ~0U;      ///< position in `roots` of SpanTable::mainRoot; ~0 for an empty trace

    [[nodiscard]] std::span<const PathSegment> of(const PathRoot& root) const
    {
        return {segments.data() + root.firstSegment, root.segmentCount};
    }
    /// Path of the main root; empty for an empty trace.
    [[nodiscard]] std::span<const PathSegment> main() const
    {
        return mainRoot < roots.size() ? of(roots[mainRoot]) : std::span<const PathSegment>();
    }
    /// Positions of the segments of one span, in order of time. O(log n).
    [[nodiscard]] std::span<const std::uint32_t> segmentsOf(SpanIndex span) const;
    /// Position of the segment of this root that holds the instant (ns since the epoch), or ~0. O(log n).
    [[nodiscard]] std::uint32_t segmentAt(const PathRoot& root, std::int64_t ns) const;
};

/// Whether nobody waited for this span: a consumer below a producer.
[[nodiscard]] bool isAsynchronous(const SpanTable& trace, SpanIndex span);

[[nodiscard]] CriticalPath findCriticalPath(const SpanTable& trace);

} // namespace tailrace
