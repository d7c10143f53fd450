// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Turns the visible part of a flame graph into a draw list. Boxes narrower than a pixel stand for one another, so the
// work depends on the pixels on the screen, never on the trace. GUI thread only (labels are prepared with fonts).

#include "model/analysis/flame_layout.h"
#include "views/common/draw_list.h"
#include "views/common/text_cache.h"
#include "views/waterfall/path_pieces.h"

#include <memory>
#include <vector>

namespace tailrace {

using FlameLayoutPtr = std::shared_ptr<const FlameLayout>;

struct FlameMetrics {
    int width = 0;
    int height = 0;
    int top = 24; ///< of the first row; the ruler is above
    int rowHeight = 20;
    double pixelRatio = 1;

    [[nodiscard]] int rowsFitting() const { return std::max(1, (height - top) / std::max(rowHeight, 1)); }
    [[nodiscard]] double snap(double logical) const;
};

class FlameScene
{
public:
    FlameScene();

    void refreshTheme();
    /// Both must stay alive while build() is called; null for nothing.
    void setLayout(const SpanTable* table, const FlameLayout* layout, bool isMerged);
    /// The critical path, drawn into boxes that stand for one span each.
    void setPath(const ShownPath& path) { m_path = path; }
    /// By position of the box in the layout: which ones a search has found. Empty = no search. The others are dimmed,
    /// or else these are framed.
    void setMatches(std::vector<bool> matches, bool dimOthers)
    {
        m_matches = std::move(matches);
        m_dimOthers = dimOthers;
    }

    [[nodiscard]] DrawList build(std::uint32_t firstRow, const TimeScale& scale, const FlameMetrics& metrics);
    /// Where a box is drawn; may lie outside of the view.
    [[nodiscard]] static QRectF rectOf(const FlameBox& box, std::uint32_t row, std::uint32_t firstRow,
                                       const TimeScale& scale, const FlameMetrics& metrics);

    [[nodiscard]] const QFont& font() const { return m_text.font(); }

private:
    void addRow(std::uint32_t row, double top);
    void addBox(const FlameBox& box, const QRectF& rect);
    void addLabel(const FlameBox& box, const QRectF& rect, const QColor& color);
    [[nodiscard]] QColor colorOf(const FlameBox& box);
    [[nodiscard]] bool isMatch(const FlameBox& box) const;

    const SpanTable* m_table = nullptr;
    const FlameLayout* m_layout = nullptr;
    bool m_isMerged = false;
    ShownPath m_path;
    std::vector<bool> m_matches;
    bool m_dimOthers = true;
    TextCache m_text;
    std::vector<QColor> m_serviceColors; // by string id; invalid = not asked for yet

    // Of the list being built.
    DrawList m_list;
    TimeScale m_scale;
    FlameMetrics m_metrics;
};

} // namespace tailrace
