// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which spans of a trace have a row: all but those below a collapsed one, in waterfall order. A flat list that one
// pass rebuilds (a millisecond for a million spans), because the subtree of a span is a run of the table. Not
// thread-safe; belongs to the view that shows it.

#include "model/trace/span_table.h"

#include <memory>
#include <vector>

namespace tailrace {

class RowLayout
{
public:
    RowLayout() = default;
    /// Starts with every span visible.
    explicit RowLayout(SpanTablePtr table);

    [[nodiscard]] const SpanTablePtr& table() const { return m_table; }
    [[nodiscard]] int rowCount() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] SpanIndex spanAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// Row of a span, or -1 when it is below a collapsed one.
    [[nodiscard]] int rowOf(SpanIndex span) const;
    /// Row of the span, or of the collapsed ancestor that stands for it; -1 for no span.
    [[nodiscard]] int rowShowing(SpanIndex span) const;
    /// Whether a span has children and they are hidden.
    [[nodiscard]] bool isCollapsed(SpanIndex span) const { return m_collapsed[span]; }
    /// Number of spans without a row.
    [[nodiscard]] SpanIndex hiddenCount() const;

    // Each of these says whether anything changed.

    bool setCollapsed(SpanIndex span, bool collapsed);
    /// Collapses or expands every parent in the span's subtree, the span included.
    bool setSubtreeCollapsed(SpanIndex span, bool collapsed);
    bool setAllCollapsed(bool collapsed);
    /// The span and its siblings (for a root: the roots), one level of each.
    bool setSiblingsCollapsed(SpanIndex span, bool collapsed);
    /// Expands those of the visible collapsed spans that are least deep.
    bool expandLevel();
    /// Collapses those of the visible expanded spans that are deepest.
    bool collapseLevel();
    /// Expands all ancestors, so that the span has a row.
    bool reveal(SpanIndex span);
    /// Takes the rows of all spans but these away, whatever is collapsed; null gives them back.
    void setOnly(std::shared_ptr<const std::vector<bool>> spans);

private:
    bool setRangeCollapsed(SpanIndex from, SpanIndex to, bool collapsed);
    void rebuild();

    SpanTablePtr m_table;
    std::shared_ptr<const std::vector<bool>> m_only;
    std::vector<bool> m_collapsed; // only ever set for spans that have children
    std::vector<SpanIndex> m_rows; // ascending
};

} // namespace tailrace
