// SPDX-License-Identifier: GPL-3.0-or-later
// What a search found, in the waterfall: rows that fade or go, marks beside the rows.
#include "views/common/marked_scroll_bar.h"
#include "views/common/theme.h"
#include "views/waterfall/minimap.h"
#include "views/waterfall/waterfall_view.h"

#include <QPainter>

#include <algorithm>

namespace tailrace {

namespace {

constexpr float kDimmed = 0.62F;
constexpr float kMarked = 0.2F;
constexpr int kScrollPlaces = 2000; // marks on the scroll bar; more cannot be told apart

} // namespace

void WaterfallView::setMatches(Matches matches)
{
    const bool hadOnly = m_matches.mode == MatchMode::Only && !m_matches.empty();
    m_matches = std::move(matches);
    const SpanTablePtr& table = m_rows.table();
    if (table == nullptr)
        return;
    std::vector<std::int64_t> times;
    times.reserve(m_matches.spans.size());
    for (const SpanIndex span : m_matches.spans)
        times.push_back(table->startNs[span]);
    m_minimap->setMarks(std::move(times));
    emit matchesChanged();
    const bool hasOnly = m_matches.mode == MatchMode::Only && !m_matches.empty();
    if (!hadOnly && !hasOnly) {
        markScrollBar();
        viewport()->update();
        return;
    }
    m_rows.setOnly(hasOnly ? matchesWithAncestors(m_matches, *table) : nullptr);
    m_frameIsOld = true;
    updateScrollBar();
    ensureRowVisible(m_rows.rowOf(m_selection.current()));
    viewport()->update();
    emit rowsChanged();
}

void WaterfallView::goTo(SpanIndex span)
{
    selectError(span);
}

void WaterfallView::markScrollBar()
{
    if (auto* bar = qobject_cast<MarkedScrollBar*>(verticalScrollBar()))
        bar->setMarks(matchPlaces(m_matches, m_rows, kScrollPlaces));
}

void WaterfallView::paintMatches(QPainter& painter) const
{
    if (m_matches.empty())
        return;
    QColor dimmed = themeColors().base;
    dimmed.setAlphaF(kDimmed);
    QColor marked = themeColors().warning;
    marked.setAlphaF(kMarked);
    const int last = std::min(m_rows.rowCount(), firstRow() + m_metrics.rowsTouched());
    for (int row = firstRow(); row < last; ++row) {
        const SpanIndex span = m_rows.spanAt(row);
        const SpanIndex end = row + 1 < m_rows.rowCount() ? m_rows.spanAt(row + 1) : m_rows.table()->size();
        const QRect area = rowRect(row);
        // Where the others fade, a match needs no mark of its own.
        const bool isMatch = m_matches.contains(span);
        if (isMatch && m_matches.mode == MatchMode::Plain && span != m_selection.current())
            painter.fillRect(QRectF(area.left(), area.top(), m_metrics.namesEnd(), area.height()), marked);
        else if (!isMatch && m_matches.mode != MatchMode::Plain && !m_matches.anyIn(span, end))
            painter.fillRect(area, dimmed);
    }
}

} // namespace tailrace
