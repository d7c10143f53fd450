// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/waterfall_header.h"

#include "model/base/format.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/fold_mark.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr double kNarrowestDrag = 4; // px; less is a click
constexpr double kWheelPixels = 50;  // of a touch pad that count as a notch
constexpr double kLabelLeft = 4;     // px between a tick and its label

} // namespace

WaterfallHeader::WaterfallHeader(TimeAxis& axis, QWidget* parent)
    : QWidget(parent)
    , m_axis(axis)
{
    setMouseTracking(true);
    setAccessibleName(tr("Time ruler"));
    connect(&axis, &TimeAxis::visibleChanged, this, &WaterfallHeader::updateTicks);
    connect(&axis, &TimeAxis::displayChanged, this, &WaterfallHeader::updateTicks);
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

TimeScale WaterfallHeader::scale() const
{
    TimeScale result = timeScaleOf(m_metrics, m_axis.visible());
    result.folds = m_axis.folds().get();
    return result;
}

std::optional<TimeRange> WaterfallHeader::foldAt(double x) const
{
    if (m_axis.folds() == nullptr || x <= m_metrics.timeLeft() + kDividerReach)
        return std::nullopt;
    const auto fold = m_axis.folds()->at(timeAt(x, scale()));
    return fold ? std::optional(m_axis.folds()->ranges()[*fold]) : std::nullopt;
}

void WaterfallHeader::updateTicks()
{
    m_ticks.clear();
    if (m_metrics.timeWidth() > 0) {
        const QFontMetricsF metrics(Theme::instance().smallFont());
        m_ticks = rulerTicks(
            scale(), m_axis.zeroNs(), [&metrics](const QString& text) { return metrics.horizontalAdvance(text); },
            m_axis.display());
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
    paintTicks(painter);
    paintFolds(painter);
    if (m_pointer >= m_metrics.timeLeft())
        paintPointer(painter);
    painter.setClipping(false);
    painter.fillRect(QRectF(m_metrics.timeLeft() - 1, 0, 1, height()), themeColors().line);
    painter.fillRect(QRect(0, height() - 1, width(), 1), themeColors().line);
}

void WaterfallHeader::paintTicks(QPainter& painter) const
{
    const QFontMetricsF metrics(painter.font());
    const TimeScale time = scale();
    double free = m_metrics.timeLeft(); // right of the label before
    for (const RulerTick& tick : m_ticks) {
        painter.fillRect(QRectF(m_metrics.snap(tick.x), 0, 1, height()), themeColors().line);
        const double end = tick.x + kLabelLeft + metrics.horizontalAdvance(tick.label);
        // Ticks on both sides of a fold may stand closer than their labels are wide.
        const bool isInFold =
            time.folds != nullptr && time.folds->foldsBetween(tick.timeNs, timeAt(end, time)) > 0;
        if (tick.x < free || end > width() || isInFold)
            continue;
        painter.drawText(QRectF(tick.x + kLabelLeft, 0, 400, height()), Qt::AlignVCenter | Qt::AlignLeft,
                         tick.label);
        free = end;
    }
}

void WaterfallHeader::paintFolds(QPainter& painter) const
{
    if (m_axis.folds() == nullptr)
        return;
    const TimeScale time = scale();
    const QFontMetricsF metrics(painter.font());
    for (const TimeRange& fold : m_axis.folds()->ranges()) {
        const double from = m_metrics.snap(xOf(fold.startNs, time));
        const QRectF area(from, 0, m_metrics.snap(xOf(fold.endNs, time)) - from, height() - 1);
        if (area.right() < m_metrics.timeLeft() || area.left() > width())
            continue;
        paintFoldMark(painter, area);
        const QString text = foldLengthText(fold);
        const double textWidth = metrics.horizontalAdvance(text);
        if (textWidth + 8 > area.width())
            continue;
        const QRectF label(area.center().x() - textWidth / 2 - 1, 3, textWidth + 2, height() - 7);
        painter.fillRect(label, themeColors().window);
        painter.setPen(themeColors().text);
        painter.drawText(area, Qt::AlignCenter, text);
    }
}

/// The time under the pointer, with as many digits as a pixel is worth.
QString WaterfallHeader::pointerText() const
{
    const TimeScale time = scale();
    const std::int64_t at = timeAt(m_pointer, time);
    const std::int64_t step = roundStep(std::max<std::int64_t>(1, saturatingRound(1 / time.pixelsPerNs())));
    if (m_axis.display() != TimeDisplay::Relative) {
        int digits = 0;
        for (std::int64_t unit = 1'000'000'000; unit > step; unit /= 10)
            ++digits;
        return instantText(at, m_axis.zeroNs(), m_axis.display(), std::clamp(digits, 0, 9));
    }
    const std::int64_t offset = saturatingDifference(at, m_axis.zeroNs());
    return tickLabel(offset / step * step, std::min<std::int64_t>(step, 1'000'000'000));
}

/// The time under the pointer, in a label over the ruler.
void WaterfallHeader::paintPointer(QPainter& painter) const
{
    const QString text = pointerText();
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
    const bool isLeft = event->button() == Qt::LeftButton;
    if (!isLeft && event->button() != Qt::RightButton)
        return;
    m_pressX = m_dragX = event->position().x();
    m_drag = isOnDivider(m_pressX)                          ? (isLeft ? Drag::Divider : Drag::None)
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
                  : foldAt(x)                ? Qt::PointingHandCursor
                  : x > m_metrics.timeLeft() ? Qt::CrossCursor
                                             : Qt::ArrowCursor);
    }
}

void WaterfallHeader::mouseReleaseEvent(QMouseEvent* event)
{
    const Drag ended = std::exchange(m_drag, Drag::None);
    if (ended != Drag::Choose)
        return;
    emit choosing(-1, -1);
    if (std::abs(m_dragX - m_pressX) >= kNarrowestDrag)
        m_axis.setVisible(
            {timeAt(std::min(m_pressX, m_dragX), scale()), timeAt(std::max(m_pressX, m_dragX), scale())});
    else if (event->button() == Qt::LeftButton && foldAt(m_pressX))
        m_axis.unfoldAt(timeAt(m_pressX, scale()));
    update();
}

void WaterfallHeader::mouseDoubleClickEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    if (event->button() == Qt::LeftButton && x > m_metrics.timeLeft() && !isOnDivider(x))
        m_axis.showWhole();
}

void WaterfallHeader::wheelEvent(QWheelEvent* event)
{
    const double notches =
        event->pixelDelta().isNull() ? event->angleDelta().y() / 120.0 : event->pixelDelta().y() / kWheelPixels;
    if (event->position().x() >= m_metrics.timeLeft())
        m_axis.zoomByWheel(timeAt(event->position().x(), scale()), notches);
    event->accept();
}

bool WaterfallHeader::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto fold = foldAt(help->pos().x());
        QToolTip::showText(help->globalPos(), fold ? foldToolTip(*fold) : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

void WaterfallHeader::leaveEvent(QEvent* event)
{
    emit pointed(-1);
    QWidget::leaveEvent(event);
}

} // namespace tailrace
