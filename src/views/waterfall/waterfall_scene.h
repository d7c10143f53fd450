// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Turns the visible rows of a waterfall into a draw list. Work and memory depend on the rows on the screen, never
// on the trace. Keeps laid-out labels from frame to frame. GUI thread only (labels are prepared with fonts).

#include "model/items/span_extras.h"
#include "views/common/draw_list.h"
#include "views/common/text_cache.h"
#include "views/waterfall/hidden_bars.h"
#include "views/waterfall/path_pieces.h"
#include "views/waterfall/waterfall_layout.h"

#include <vector>

namespace tailrace {

class WaterfallScene
{
public:
    WaterfallScene();

    /// Takes over colours and fonts of the theme again.
    void refreshTheme();
    /// Starts with the spans of `rows`, which must stay alive while build() is called with it.
    void setTable(const SpanTable* table);

    /// The critical path to draw into the bars; nothing without one.
    void setPath(const ShownPath& path) { m_path = path; }

    /// The draw list of everything that lies in rows: tree cells, durations, bars, labels. Nothing of the
    /// background, of selection or pointer.
    [[nodiscard]] DrawList build(const RowLayout& rows, int firstRow, TimeRange visible,
                                 const WaterfallMetrics& metrics);
    /// Row stripes, the selected and the hovered row (−1 = none), and lines at the given x.
    [[nodiscard]] DrawList buildBackground(const RowLayout& rows, int firstRow, const WaterfallMetrics& metrics,
                                           int selectedRow, int hoveredRow,
                                           const std::vector<double>& gridX) const;

    /// Where spans without bars of their own run.
    [[nodiscard]] HiddenBars& hiddenBars() { return m_hiddenBars; }
    /// Events, links, peers and chosen attributes of what is on the screen.
    [[nodiscard]] SpanExtras& extras() { return m_extras; }
    [[nodiscard]] const SpanExtras& extras() const { return m_extras; }
    [[nodiscard]] const QFont& font() const { return m_text.font(); }
    [[nodiscard]] const QFont& smallFont() const { return m_smallText.font(); }
    [[nodiscard]] QColor serviceColor(SpanIndex span) const;

private:
    /// Where one row is drawn.
    struct Row {
        SpanIndex span;
        double top;
        std::uint32_t depth; // below the subtree in focus
        bool isCollapsed;
        const RowGroup* group;  // null for ordinary rows
        const SpanExtra* extra; // null while it is not known
    };
    /// Left and right end of something in the time area, px.
    struct Extent {
        double left;
        double right;
    };

    void addGuides(const RowLayout& rows, int firstRow, int lastRow);
    void addTree(const Row& row);
    void addExpander(const Row& row, double x);
    void addDuration(const Row& row);
    void addBar(const Row& row);
    void addPath(const QRectF& bar, const QColor& color, const std::vector<PathPiece>& pieces);
    [[nodiscard]] QColor barColor(SpanIndex span) const;
    void addOpenEnd(const Row& row, double left, const QColor& color);
    /// Inside of `inside` where it fits, else beside the bar.
    void addBarLabel(const Row& row, Extent bar, Extent inside, const QColor& color);

    // waterfall_scene_parts.cpp
    void addKind(SpanKind kind, double x, const Row& row);
    void addGroup(const Row& row);
    void addGroupName(const Row& row, double x);
    void addGroupFigures(const Row& row, SpanRun run);
    /// The union of the run's intervals as pieces of this height.
    void addHiddenBars(SpanRun run, double top, double height, const QColor& color);
    void addHiddenStrip(const Row& row);
    /// What is told within a bar: where the call was under way, and where it leaves the parent's time. Says in
    /// which part of the bar a label is read well.
    Extent addBarParts(const Row& row, const QRectF& bar);
    void addEvents(const Row& row, const QRectF& bar);
    /// Cuts of a bar that stands for several calls.
    void addDashes(const QRectF& bar);
    void addChosen(const Row& row, double x, double end);
    /// "45 ms · 12 %", with the number of calls and the peer where there are some.
    [[nodiscard]] std::string barText(const Row& row) const;
    void addParentEdges(const Row& row, const QRectF& bar);
    [[nodiscard]] Extent extentOf(std::int64_t startNs, std::int64_t endNs) const;
    [[nodiscard]] QColor colorOf(SpanIndex span);

    void addText(TextCache& cache, std::string_view text, double x, const Row& row, const QColor& color,
                 double maxWidth = 1e6);

    const SpanTable* m_table = nullptr;
    ShownPath m_path;
    TextCache m_text;
    TextCache m_smallText;
    std::vector<QColor> m_serviceColors; // by string id; invalid = not asked for yet

    HiddenBars m_hiddenBars;
    SpanExtras m_extras;

    // Of the list being built.
    SpanTablePtr m_shared; // what m_table points to
    DrawList m_list;
    WaterfallMetrics m_metrics;
    TimeScale m_scale;
};

} // namespace tailrace
