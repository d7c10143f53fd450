// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where the boxes of a flame graph lie: rows of boxes that never overlap, in order of their starts, so that a painter
// finds what is visible in a row by binary search and pays for nothing else. Two layouts:
//
//  - by time: a box a span, as long as the span. Children lie below their parents. Siblings whose subtrees overlap in
//    time get lanes of their own, one under the other, each as high as the highest subtree in it.
//  - merged by name: a box stands for all spans of one service and operation below the same box. It is as wide as
//    their self times and those of all below it together, so boxes fit into their parents even where spans ran side
//    by side. Largest first from the left; what is free at the right is own time.
//
// O(n log n), no recursion. Immutable once made; any thread.

#include "model/trace/span_table.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tailrace {

struct FlameBox {
    std::int64_t startNs = 0;    ///< by time: since the epoch; merged: from the left edge
    std::int64_t durationNs = 0; ///< may be 0
    SpanIndex span = kNoSpan;    ///< merged: the longest of those it stands for; the first of equals
    std::uint32_t count = 1;     ///< spans it stands for
    std::uint32_t errors = 0;    ///< of them with status error

    [[nodiscard]] std::int64_t endNs() const { return startNs + durationNs; }
};

class FlameLayout
{
public:
    [[nodiscard]] static FlameLayout byTime(const SpanTable& trace);
    [[nodiscard]] static FlameLayout mergedByName(const SpanTable& trace);

    [[nodiscard]] std::uint32_t rowCount() const { return static_cast<std::uint32_t>(m_rowFirst.size() - 1); }
    [[nodiscard]] std::span<const FlameBox> row(std::uint32_t row) const
    {
        return {m_boxes.data() + m_rowFirst[row], m_rowFirst[row + 1] - m_rowFirst[row]};
    }
    /// The boxes of a row that touch [fromNs, toNs]. O(log n).
    [[nodiscard]] std::span<const FlameBox> visible(std::uint32_t row, std::int64_t fromNs,
                                                    std::int64_t toNs) const;
    /// The box at an instant of a row: the last one that begins at or before it and reaches it; nullptr if none.
    [[nodiscard]] const FlameBox* boxAt(std::uint32_t row, std::int64_t ns) const;

    /// Row and box of a span; in the merged layout those that stand for it. O(log n) and O(1).
    [[nodiscard]] std::uint32_t rowOf(SpanIndex span) const;
    [[nodiscard]] const FlameBox& boxOf(SpanIndex span) const { return m_boxes[m_boxOf[span]]; }

    /// What the axis shows: by time the trace, merged the sum of all self times.
    [[nodiscard]] std::int64_t startNs() const { return m_startNs; }
    [[nodiscard]] std::int64_t durationNs() const { return m_durationNs; }

private:
    void sortIntoRows(std::vector<FlameBox> boxes, const std::vector<std::uint32_t>& rowOf);

    std::vector<FlameBox> m_boxes;            // row by row, each by start
    std::vector<std::uint32_t> m_rowFirst{0}; // rowCount() + 1
    std::vector<std::uint32_t> m_boxOf;       // by SpanIndex
    std::int64_t m_startNs = 0;
    std::int64_t m_durationNs = 0;
};

} // namespace tailrace
