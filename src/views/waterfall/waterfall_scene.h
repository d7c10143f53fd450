// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Turns the visible rows of a waterfall into a draw list. Work and memory depend on the rows on the screen, never
// on the trace. Keeps laid-out labels from frame to frame. GUI thread only (labels are prepared with fonts).

#include "views/common/draw_list.h"
#include "views/common/text_cache.h"
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

    [[nodiscard]] const QFont& font() const { return m_text.font(); }
    [[nodiscard]] const QFont& smallFont() const { return m_smallText.font(); }
    [[nodiscard]] QColor serviceColor(SpanIndex span) const;

private:
    struct Row; // where one row is drawn

    void addGuides(const RowLayout& rows, int firstRow, int lastRow);
    void addTree(const Row& row, bool isCollapsed);
    void addDuration(const Row& row);
    void addBar(const Row& row, bool isCollapsed);
    void addPath(const QRectF& bar, const QColor& color, const std::vector<PathPiece>& pieces);
    [[nodiscard]] QColor barColor(SpanIndex span) const;
    void addOpenEnd(const Row& row, double left, const QColor& color);
    void addBarLabel(const Row& row, double left, double right, const QColor& color);
    void addText(TextCache& cache, std::string_view text, double x, const Row& row, const QColor& color,
                 double maxWidth = 1e6);

    const SpanTable* m_table = nullptr;
    ShownPath m_path;
    TextCache m_text;
    TextCache m_smallText;
    std::vector<QColor> m_serviceColors; // by string id; invalid = not asked for yet

    // Of the list being built.
    DrawList m_list;
    WaterfallMetrics m_metrics;
    TimeScale m_scale;
};

} // namespace tailrace
