// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The critical path told from the main root down: at each step the children through which most of the step's time
// led. Children of one service and operation count as one (five queries in a loop, three attempts of one call). All
// times are ns. O(n log n), no recursion. No state, any thread.

#include "model/trace/critical_path.h"
#include "model/trace/span_table.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tailrace {

/// Time in which a span had no child running.
struct Stretch {
    SpanIndex span = kNoSpan;   ///< whose own time it is
    SpanIndex after = kNoSpan;  ///< the child that ended last before it; kNoSpan: it begins with the span
    SpanIndex before = kNoSpan; ///< the child that starts when it ends; kNoSpan: it ends with the span
    std::int64_t startNs = 0;   ///< since the epoch
    std::int64_t durationNs = 0;
};

/// Siblings of one service and operation.
struct TimeStep {
    SpanIndex span = kNoSpan;   ///< the longest of them; the earliest of equals
    std::uint32_t count = 1;    ///< how many
    std::int64_t totalNs = 0;   ///< of the critical path that leads through them and what is below
    std::int64_t selfNs = 0;    ///< the part of it that is their own
    SpanIndex beside = kNoSpan; ///< other children that ran at the same time, and nearly as long
    std::uint32_t besideCount = 0;
    std::int64_t besideNs = 0; ///< in which at least one of those ran
};

enum class ChainEnd : std::uint8_t {
    NoChildren, ///< the last step's spans have no children that were waited for
    OwnTime,    ///< more of its time is its own than that of any of its children
    Spread,     ///< its time is shared by several children of which none holds two fifths
};

struct TimeChain {
    std::vector<TimeStep> steps; ///< first the root itself; empty only for an empty trace
    ChainEnd end = ChainEnd::NoChildren;
    /// The last step's longest stretch of own time; durationNs 0 if it has none.
    Stretch stretch;
    /// The part of the last step's own time in which one of their children ran that was not waited for.
    std::int64_t besideChildrenNs = 0;
    /// For Spread: the largest of the children, and how many children there are.
    TimeStep longestChild;
    std::uint32_t children = 0;
    /// The interval that is explained, see PathRoot.
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
    bool rootLengthUnknown = false;
};

/// The chain from the main root down. `path` is that of the trace.
[[nodiscard]] TimeChain followTime(const SpanTable& trace, const CriticalPath& path);

/// The longest time in which any span that has children had none running; nothing if no span has children.
[[nodiscard]] std::optional<Stretch> longestStretch(const SpanTable& trace);

} // namespace tailrace
