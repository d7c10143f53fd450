// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which spans of a trace have a row, in waterfall order: those in the subtree in focus that lie below no collapsed
// one and are not hidden. What is hidden leaves a row behind that says so, a row for each unbroken run; so does a run
// of similar siblings that is folded. A flat list that one pass rebuilds (some milliseconds for a million spans),
// because the subtree of a span is a run of the table. Not thread-safe; belongs to the view that shows it.

#include "model/items/repeat_runs.h"
#include "model/items/row_state.h"

#include <memory>
#include <optional>
#include <vector>

namespace tailrace {

/// A row that stands for several spans without rows of their own.
struct RowGroup {
    enum class Kind {
        Hidden,  ///< by the filter
        Repeats, ///< similar siblings with all that is below them
    };
    Kind kind = Kind::Hidden;
    SpanRun spans;
    std::uint32_t depth = 0;       ///< the least of the spans, in the whole trace
    std::uint32_t errors = 0;      ///< Hidden: spans with status error; Repeats: siblings with it
    std::uint32_t errorsBelow = 0; ///< Repeats: spans with status error below the siblings
    StringId service{};            ///< of the first span
    bool manyServices = false;     ///< Hidden: not all are of that service
    // Repeats only:
    SpanIndex count = 0; ///< siblings
    std::int64_t sumNs = 0;
    std::int64_t slowestNs = 0;
};

class RowLayout
{
public:
    RowLayout() = default;
    /// Starts with every span visible.
    explicit RowLayout(SpanTablePtr table);

    [[nodiscard]] const SpanTablePtr& table() const { return m_table; }
    [[nodiscard]] int rowCount() const { return static_cast<int>(m_rows.size()); }
    /// The span of a row, or the first of those for which it stands.
    [[nodiscard]] SpanIndex spanAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// What a row stands for, if it is not just its span; null for ordinary rows. Valid until rows change.
    [[nodiscard]] const RowGroup* groupAt(int row) const;
    /// Level of a row below the subtree in focus.
    [[nodiscard]] std::uint32_t depthAt(int row) const;
    /// Row of a span, or -1 when it has none of its own.
    [[nodiscard]] int rowOf(SpanIndex span) const;
    /// Row of the span, or the one that stands for it: of the collapsed ancestor, or of the run it is hidden or
    /// folded in. -1 for no span and outside of the focus.
    [[nodiscard]] int rowShowing(SpanIndex span) const;
    /// Whether a span has children and they are hidden.
    [[nodiscard]] bool isCollapsed(SpanIndex span) const { return m_state->collapsed[span]; }
    /// Number of spans without a row of their own.
    [[nodiscard]] SpanIndex hiddenCount() const;
    /// Number of spans that the filter hides in what is in focus, below collapsed spans not counted.
    [[nodiscard]] SpanIndex filteredCount() const { return m_filtered; }
    /// Everything that was done to the rows; never null for a trace. The same pointer until something changes.
    [[nodiscard]] const RowStatePtr& state() const { return m_state; }
    /// The span whose subtree is in focus, or kNoSpan.
    [[nodiscard]] SpanIndex focus() const;

    // Each of these says whether anything changed.

    /// Takes over what was done earlier to the rows of this trace.
    bool setState(const RowStatePtr& state);

    bool setCollapsed(SpanIndex span, bool collapsed);
    /// Collapses or expands every parent in the span's subtree, the span included.
    bool setSubtreeCollapsed(SpanIndex span, bool collapsed);
    /// All in focus.
    bool setAllCollapsed(bool collapsed);
    /// The span and its siblings (for a root: the roots), one level of each.
    bool setSiblingsCollapsed(SpanIndex span, bool collapsed);
    /// Expands those of the visible collapsed spans that are least deep.
    bool expandLevel();
    /// Collapses those of the visible expanded spans that are deepest.
    bool collapseLevel();
    /// Leaves focus, expands, unfolds and shows what is needed for the span to have a row.
    bool reveal(SpanIndex span);
    /// Takes away the rows of all spans but these, and rows that stand for none of them; null gives them back. What
    /// is collapsed or hidden stays so.
    void setOnly(std::shared_ptr<const std::vector<bool>> spans);

    /// Shows the span's subtree only; kNoSpan: everything again.
    bool setFocus(SpanIndex span);
    /// Goes back to the first `steps` subtrees that were focused one within the other; 0 = everything.
    bool leaveFocus(std::size_t steps);

    bool hideSubtree(SpanIndex span);
    bool setServiceHidden(StringId service, bool hidden);
    bool setKindHidden(SpanKind kind, bool hidden);
    /// 0 = none. ns
    bool hideShorterThan(std::int64_t shortestNs);
    /// Shows all that is hidden.
    bool showHidden();

    /// Whether the trace has runs of similar siblings, as far as they were ever folded.
    [[nodiscard]] bool hasRepeats() const { return !m_repeats.empty(); }
    /// Folds runs of similar siblings into one row each, or none.
    bool setRepeatsFolded(bool folded);
    /// Shows the spans for which a row stands; nothing for ordinary rows.
    bool expandGroup(int row);

private:
    [[nodiscard]] SpanRun inFocus() const;
    /// Changes a copy of the state; `change` says whether there was something to change.
    template <class Change>
    bool mutate(Change change);
    [[nodiscard]] static bool setRangeCollapsed(RowState& state, const SpanTable& table, SpanRun range,
                                                bool collapsed);
    void rebuild();
    void keepOnly(const std::vector<bool>& spans);

    SpanTablePtr m_table;
    RowStatePtr m_state;
    std::shared_ptr<const std::vector<bool>> m_only;
    std::vector<SpanIndex> m_rows;  // ascending
    std::vector<RowGroup> m_groups; // ascending; first spans are in m_rows
    std::vector<RepeatRun> m_repeats;
    bool m_knowsRepeats = false; // found when first asked for
    SpanIndex m_filtered = 0;
};

} // namespace tailrace
