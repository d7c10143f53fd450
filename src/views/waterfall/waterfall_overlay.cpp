// SPDX-License-Identifier: GPL-3.0-or-later
// What lies over the rows: folded time, the piece that is measured or chosen, the line at the pointer.
#include "model/base/format.h"
#include "views/common/theme.h"
#include "views/waterfall/fold_mark.h"
#include "views/waterfall/waterfall_view.h"

#include <QPainter>

#include <algorithm>

namespace tailrace {

namespace {

QColor faint(QColor color, float strength)
{
    color.setAlphaF(strength);
    return color;
}

} // namespace

void WaterfallView::paintOverlay(QPainter& painter) const
{
    paintMatches(painter);
    if (const int row = selectedRow(); row >= 0 && hasFocus())
        painter.fillRect(QRect(0, rowRect(row).top(), 3, m_metrics.rowHeight), themeColors().accent);
    paintFolds(painter);
    if (m_choosingFrom >= 0)
        painter.fillRect(QRectF(m_choosingFrom, 0, m_choosingTo - m_choosingFrom, m_metrics.height),
                         faint(themeColors().accent, 0.15F));
    if (m_measured)
        paintMeasure(painter);
    if (m_pointerX >= m_metrics.timeLeft())
        painter.fillRect(QRectF(m_metrics.snap(m_pointerX), 0, 1, m_metrics.height),
                         faint(themeColors().mutedText, 0.6F));
}

void WaterfallView::paintFolds(QPainter& painter) const
{
    if (m_metrics.folds == nullptr)
        return;
    const TimeScale scale = timeScale();
    const double bottom = std::min<double>(m_metrics.height, rowRect(m_rows.rowCount()).top());
    painter.save();
    painter.setClipRect(QRectF(m_metrics.timeLeft(), 0, m_metrics.timeWidth(), bottom));
    for (const TimeRange& fold : m_metrics.folds->ranges()) {
        const double from = m_metrics.snap(xOf(fold.startNs, scale));
        const double to = m_metrics.snap(xOf(fold.endNs, scale));
        if (to > m_metrics.timeLeft() && from < m_metrics.width)
            paintFoldMark(painter, {from, 0, to - from, bottom});
    }
    painter.restore();
}

void WaterfallView::paintMeasure(QPainter& painter) const
{
    const TimeScale scale = timeScale();
    const double left = m_metrics.timeLeft();
    const double right = m_metrics.width;
    const double from = std::clamp(m_metrics.snap(xOf(m_measured->startNs, scale)), left, right);
    const double to = std::clamp(m_metrics.snap(xOf(m_measured->endNs, scale)), left, right);
    painter.fillRect(QRectF(from, 0, to - from, m_metrics.height), faint(themeColors().text, 0.07F));
    for (const double x : {from, to})
        painter.fillRect(QRectF(std::min(x, right - 1), 0, 1, m_metrics.height), themeColors().text);
    const double margin = m_metrics.rowHeight;
    const double y = std::max(margin, std::min(m_measureY, m_metrics.height - margin));
    painter.fillRect(QRectF(from, m_metrics.snap(y), to - from, 1), themeColors().text);

    painter.setFont(m_scene.smallFont());
    const QFontMetricsF metrics(m_scene.smallFont());
    const QString text = QString::fromStdString(formatDuration(lengthNs(*m_measured)));
    const double width = metrics.horizontalAdvance(text) + 12;
    const double height = metrics.height() + 4;
    // Between the lines if it fits, else beside them.
    double x = (from + to - width) / 2;
    if (width + 8 > to - from)
        x = to + 6 + width <= right ? to + 6 : from - 6 - width;
    const QRectF box(m_metrics.snap(std::clamp(x, left, std::max(left, right - width))),
                     m_metrics.snap(y - height / 2), width, height);
    painter.fillRect(box, themeColors().text);
    painter.setPen(themeColors().base);
    painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace tailrace
