// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// When anything runs among spans that have no bars of their own: the union of their intervals, exact. Computed once
// a run of spans and kept; short runs at once, long ones on a worker, so that no frame waits for them. GUI thread
// only.

#include "model/items/job.h"
#include "model/items/row_state.h"
#include "views/common/time_range.h"

#include <functional>
#include <unordered_map>
#include <vector>

namespace tailrace {

/// The union of the spans' intervals: disjoint, ascending; what touches is one. n log n.
[[nodiscard]] std::vector<TimeRange> unionOfIntervals(const SpanTable& table, SpanRun run);

class HiddenBars
{
public:
    /// Called when something that was not known has become known.
    std::function<void()> onReady;

    /// Forgets everything.
    void clear();
    /// Before the calls of find() for one frame.
    void beginFrame() { m_left = kAtOnce; }
    /// The union, or null while it is being computed. Valid until the next beginFrame().
    [[nodiscard]] const std::vector<TimeRange>* find(const SpanTablePtr& table, SpanRun run);
    /// Starts to compute what was not found.
    void endFrame();
    /// Whether something is being computed.
    [[nodiscard]] bool isComputing() const { return m_job.isRunning(); }

    static constexpr SpanIndex kAtOnce = 20'000; // spans a frame

private:
    using Key = std::uint64_t;
    using Found = std::vector<std::pair<SpanRun, std::vector<TimeRange>>>;

    void keep(SpanRun run, std::vector<TimeRange> ranges);

    SpanTablePtr m_table;
    std::unordered_map<Key, std::vector<TimeRange>> m_known;
    std::size_t m_knownRanges = 0;
    std::vector<SpanRun> m_wanted;
    SpanIndex m_left = kAtOnce;
    JobRunner m_job;
};

} // namespace tailrace
