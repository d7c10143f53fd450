// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/waterfall_header.h"

#include "model/base/format.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr double kNarrowestDrag = 4; // px; less is a click

} // namespace

WaterfallHeader::WaterfallHeader(TimeAxis& axis, QWidget* parent)
    : QWidget(parent)
    , m_axis(axis)
{
    setMouseTracking(true);
    setAccessibleName(tr("Time ruler"));
    connect(&axis, &TimeAxis::visibleChanged, this, &WaterfallHeader::updateTicks);
}

QSize WaterfallHeader::sizeHint() const
{
    return {300, fontMetrics().height() + 10};
}

void WaterfallHeader::setMetrics(const WaterfallMetrics& metrics)
{
    m_metrics = metrics;
    updateTicks();
}

void WaterfallHeader::setPointer(double x)
{
    if (x == m_pointer)
        return;
    m_pointer = x;
    update();
}

void WaterfallHeader::updateTicks()
{
    m_ticks.clear();
    if (m_metrics.timeWidth() > 0) {
        const QFontMetricsF metrics(Theme::instance().smallFont());
        m_ticks = rulerTicks(timeScaleOf(m_metrics, m_axis.visible()), m_axis.trace().startNs,
                             [&metrics](const QString& text) { return metrics.horizontalAdvance(text); });
    }
    update();
}

void WaterfallHeader::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        updateTicks();
    QWidget::changeEvent(event);
}

void WaterfallHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeColors().window);
    painter.setPen(themeColors().mutedText);
    const QFont small = Theme::instance().smallFont();
    painter.setFont(small);
    const int treeEnd = m_metrics.treeWidth;
    painter.drawText(QRect(10, 0, treeEnd - m_metrics.durationWidth - 10, height()),
                     Qt::AlignVCenter | Qt::AlignLeft, tr("Span"));
    painter.drawText(QRect(treeEnd - m_metrics.durationWidth, 0, m_metrics.durationWidth - 10, height()),
                     Qt::AlignVCenter | Qt::AlignRight, tr("Duration"));
    if (m_drag == Drag::Choose) {
        QColor tint = themeColors().accent;
        tint.setAlphaF(0.25F);
        painter.fillRect(QRectF(std::min(m_pressX, m_dragX), 0, std::abs(m_dragX - m_pressX), height()), tint);
    }
    painter.setClipRect(QRectF(m_metrics.timeLeft(), 0, m_metrics.timeWidth(), height()));
    const QFontMetricsF metrics(small);
    for (const RulerTick& tick : m_ticks) {
        painter.fillRect(QRectF(m_metrics.snap(tick.x), 0, 1, height()), themeColors().line);
        if (tick.x + 4 + metrics.horizontalAdvance(tick.label) <= width())
            painter.drawText(QRectF(tick.x + 4, 0, 400, height()), Qt::AlignVCenter | Qt::AlignLeft, tick.label);
    }
    if (m_pointer >= m_metrics.timeLeft())
        paintPointer(painter);
    painter.setClipping(false);
    painter.fillRect(QRectF(m_metrics.timeLeft() - 1, 0, 1, height()), themeColors().line);
    painter.fillRect(QRect(0, height() - 1, width(), 1), themeColors().line);
}

/// The exact time under the pointer, in a label over the ruler.
void WaterfallHeader::paintPointer(QPainter& painter) const
{
    const TimeScale scale = timeScaleOf(m_metrics, m_axis.visible());
    // As many digits as a pixel is worth.
    const std::int64_t pixel = std::max<std::int64_t>(1, saturatingRound(1 / scale.pixelsPerNs()));
    const std::int64_t step = roundStep(pixel);
    const std::int64_t offset = saturatingDifference(timeAt(m_pointer, scale), m_axis.trace().startNs);
    const QString text = tickLabel(offset / step * step, std::min<std::int64_t>(step, 1'000'000'000));
    const double textWidth = QFontMetricsF(painter.font()).horizontalAdvance(text) + 12;
    const double x = std::clamp(m_pointer - textWidth / 2, m_metrics.timeLeft(),
                                std::max(m_metrics.timeLeft(), m_metrics.width - textWidth));
    const QRectF box(m_metrics.snap(x), 2, textWidth, height() - 5);
    painter.fillRect(box, themeColors().text);
    painter.setPen(themeColors().base);
    painter.drawText(box, Qt::AlignCenter, text);
}

bool WaterfallHeader::isOnDivider(double x) const
{
    return std::abs(x - m_metrics.timeLeft()) <= kDividerReach;
}

void WaterfallHeader::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressX = m_dragX = event->position().x();
    m_drag = isOnDivider(m_pressX)                          ? Drag::Divider
             : event->position().x() > m_metrics.timeLeft() ? Drag::Choose
                                                            : Drag::None;
}

void WaterfallHeader::mouseMoveEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    emit pointed(x);
    if (m_drag == Drag::Divider) {
        emit treeWidthWanted(static_cast<int>(x));
    } else if (m_drag == Drag::Choose) {
        m_dragX = std::clamp(x, m_metrics.timeLeft(), static_cast<double>(m_metrics.width));
        emit choosing(std::min(m_pressX, m_dragX), std::max(m_pressX, m_dragX));
        update();
    } else {
        setCursor(isOnDivider(x)             ? Qt::SplitHCursor
                  : x > m_metrics.timeLeft() ? Qt::CrossCursor
                                             : Qt::ArrowCursor);
    }
}

void WaterfallHeader::mouseReleaseEvent(QMouseEvent*)
{
    const Drag ended = std::exchange(m_drag, Drag::None);
    if (ended != Drag::Choose)
        return;
    emit choosing(-1, -1);
    if (std::abs(m_dragX - m_pressX) >= kNarrowestDrag) {
        const TimeScale scale = timeScaleOf(m_metrics, m_axis.visible());
        m_axis.setVisible(
            {timeAt(std::min(m_pressX, m_dragX), scale), timeAt(std::max(m_pressX, m_dragX), scale)});
    }
    update();
}

void WaterfallHeader::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->position().x() > m_metrics.timeLeft() && !isOnDivider(event->position().x()))
        m_axis.showWhole();
}

void WaterfallHeader::wheelEvent(QWheelEvent* event)
{
    const TimeScale scale = timeScaleOf(m_metrics, m_axis.visible());
    if (event->position().x() >= m_metrics.timeLeft())
        m_axis.zoomByWheel(timeAt(event->position().x(), scale), event->angleDelta().y() / 120.0);
    event->accept();
}

void WaterfallHeader::leaveEvent(QEvent* event)
{
    emit pointed(-1);
    QWidget::leaveEvent(event);
}

} // namespace tailrace
