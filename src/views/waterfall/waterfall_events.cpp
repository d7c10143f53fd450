// SPDX-License-Identifier: GPL-3.0-or-later
// The pointer in the waterfall, and the two keys that belong to it: what a person does, turned into changes of
// selection, folding and time range.
#include "views/common/time_axis.h"
#include "views/waterfall/waterfall_view.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tailrace {

namespace {

constexpr double kWheelPan = 0.08;    // of the visible time, a notch
constexpr double kWheelPixels = 50;   // of a touch pad that count as a notch
constexpr double kShortestDrag = 4;   // px; less is a click
constexpr double kSnapReach = 5;      // px in which a measure clings to the edge of a bar
constexpr double kFastestPinch = 0.9; // of the picture, in one event

} // namespace

// Keys

bool WaterfallView::event(QEvent* event)
{
    // Esc means the measure before it means anything to the window.
    if (event->type() == QEvent::ShortcutOverride && m_measured &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

void WaterfallView::keyPressEvent(QKeyEvent* event)
{
    // All others belong to the window; the scroll area would scroll on them.
    event->ignore();
    if ((event->modifiers() & ~Qt::KeypadModifier) != 0)
        return;
    if (event->key() == Qt::Key_Escape && m_measured) {
        clearMeasure();
        event->accept();
    } else if (event->key() == Qt::Key_Space) {
        event->accept();
        if (!event->isAutoRepeat()) {
            m_spaceDown = true;
            m_spaceUsed = false;
        }
    }
}

void WaterfallView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Space || event->isAutoRepeat() || !m_spaceDown) {
        event->ignore();
        return;
    }
    m_spaceDown = false;
    if (!m_spaceUsed)
        toggleSelected();
}

void WaterfallView::clearMeasure()
{
    if (!m_measured)
        return;
    m_measured.reset();
    viewport()->update();
    emit measureChanged();
}

// Pointer

double WaterfallView::clampedToTime(double x) const
{
    return std::clamp(x, m_metrics.timeLeft(), m_metrics.timeLeft() + m_metrics.timeWidth());
}

std::int64_t WaterfallView::snappedTime(const QPointF& at) const
{
    const TimeScale scale = timeScale();
    const double x = clampedToTime(at.x());
    const int row = rowAt(at.y(), {firstRow(), m_metrics.rowHeight, m_rows.rowCount()});
    if (row >= 0) {
        const SpanTable& table = *m_rows.table();
        const SpanIndex span = m_rows.spanAt(row);
        for (const std::int64_t edge : {table.startNs[span], table.endNs(span)})
            if (m_rows.groupAt(row) == nullptr && std::abs(xOf(edge, scale) - x) <= kSnapReach)
                return edge;
    }
    return timeAt(x, scale);
}

void WaterfallView::mousePressEvent(QMouseEvent* event)
{
    // One button at a time.
    if (m_rows.table() == nullptr || m_drag != Drag::None)
        return;
    m_pressed = event->position();
    m_pressedRange = m_axis.visible();
    m_dragged = false;
    const bool isInTime = m_pressed.x() > m_metrics.timeLeft() + kDividerReach;
    const bool isLeft = event->button() == Qt::LeftButton;
    if (isInTime && (event->button() == Qt::MiddleButton || (isLeft && m_spaceDown))) {
        m_drag = Drag::Pan;
        m_spaceUsed = m_spaceDown;
        viewport()->setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::RightButton && isInTime) {
        m_drag = Drag::Choose;
    } else if (isLeft) {
        pressLeft(m_pressed);
    }
}

void WaterfallView::pressLeft(const QPointF& at)
{
    using Part = WaterfallHit::Part;
    const WaterfallHit hit = hitAt(at);
    m_groupPressed = false;
    if (hit.part == Part::Divider) {
        m_drag = Drag::Divider;
    } else if (foldAt(at)) {
        m_drag = Drag::Fold;
    } else if (hit.part == Part::Group) {
        m_groupPressed = expandGroup(hit.row);
    } else if (hit.part == Part::Expander) {
        const SpanIndex span = m_rows.spanAt(hit.row);
        setCollapsed(span, !m_rows.isCollapsed(span));
    } else if (const SpanExtra::Event* event = eventAt(hit, at.x())) {
        const std::uint32_t number = event->number; // selecting may forget it
        m_selection.setCurrent(m_rows.spanAt(hit.row));
        emit eventChosen(m_selection.current(), number);
    } else if (const std::optional<MarkShape> mark = linkMarkAt(hit, at)) {
        m_groupPressed = true; // other rows may be here for the second click
        m_selection.setCurrent(m_rows.spanAt(hit.row));
        emit linksWanted(m_selection.current(), *mark == MarkShape::LinkIn, viewport()->mapToGlobal(at.toPoint()));
    } else if (hit.part == Part::Tree || hit.part == Part::Bar) {
        m_selection.setCurrent(m_rows.spanAt(hit.row));
    } else if (at.x() > m_metrics.timeLeft()) {
        m_drag = Drag::Measure;
        m_pressedTime = snappedTime(at);
    }
}

void WaterfallView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    if (m_rows.table() == nullptr)
        return;
    if (std::abs(at.x() - m_pressed.x()) >= kShortestDrag)
        m_dragged = true;
    if (m_drag != Drag::None && (m_dragged || m_drag == Drag::Divider || m_drag == Drag::Pan))
        dragTo(at);
    if (m_drag == Drag::Divider || m_drag == Drag::Pan)
        return;
    setPointer(m_drag == Drag::None ? at.x() : clampedToTime(at.x()), hitAt(at).row);
    if (m_drag == Drag::None)
        updateCursor(at);
}

void WaterfallView::updateCursor(const QPointF& at)
{
    const WaterfallHit hit = hitAt(at);
    const bool isLink = foldAt(at) || hit.part == WaterfallHit::Part::Group || eventAt(hit, at.x()) != nullptr ||
                        linkMarkAt(hit, at).has_value();
    viewport()->setCursor(hit.part == WaterfallHit::Part::Divider ? Qt::SplitHCursor
                          : isLink                                ? Qt::PointingHandCursor
                          : m_spaceDown                           ? Qt::OpenHandCursor
                                                                  : Qt::ArrowCursor);
}

void WaterfallView::dragTo(const QPointF& at)
{
    switch (m_drag) {
    case Drag::Divider:
        setTreeWidth(static_cast<int>(at.x()));
        break;
    case Drag::Pan: {
        TimeScale pressed = timeScale();
        pressed.visible = m_pressedRange;
        const std::int64_t start = timeAt(pressed.left + m_pressed.x() - at.x(), pressed);
        m_axis.panNs(saturatingDifference(start, m_axis.visible().startNs));
        break;
    }
    case Drag::Choose:
        m_choosingFrom = std::min(clampedToTime(at.x()), m_pressed.x());
        m_choosingTo = std::max(clampedToTime(at.x()), m_pressed.x());
        viewport()->update();
        break;
    case Drag::Measure: {
        const std::int64_t here = snappedTime(at);
        m_measured = TimeRange{std::min(here, m_pressedTime), std::max(here, m_pressedTime)};
        m_measureY = m_pressed.y();
        viewport()->update();
        emit measureChanged();
        break;
    }
    case Drag::Fold:
    case Drag::None:
        break;
    }
}

void WaterfallView::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_rows.table() == nullptr)
        return;
    endDrag(*event);
    m_choosingFrom = m_choosingTo = -1;
    updateCursor(event->position());
    viewport()->update();
}

void WaterfallView::endDrag(const QMouseEvent& event)
{
    const Drag ended = std::exchange(m_drag, Drag::None);
    if (ended == Drag::Choose && m_dragged) {
        const TimeScale scale = timeScale();
        step([&] { m_axis.setVisible({timeAt(m_choosingFrom, scale), timeAt(m_choosingTo, scale)}); });
        return;
    }
    if (ended == Drag::Fold && !m_dragged) {
        step([&] { m_axis.unfoldAt(timeAt(m_pressed.x(), timeScale())); });
        return;
    }
    // A click where there is no bar: the row all the same.
    const bool isRight = event.button() == Qt::RightButton;
    if (!m_dragged && (isRight || ended == Drag::Measure)) {
        if (ended == Drag::Measure)
            clearMeasure();
        if (const WaterfallHit hit = hitAt(m_pressed); hit.row >= 0)
            selectRow(hit.row);
    }
    if (!m_dragged && isRight)
        emit menuWanted(event.globalPosition().toPoint());
}

void WaterfallView::mouseDoubleClickEvent(QMouseEvent* event)
{
    using Part = WaterfallHit::Part;
    // Its first click may have brought other rows there.
    if (event->button() != Qt::LeftButton || m_rows.table() == nullptr || foldAt(event->position()) ||
        std::exchange(m_groupPressed, false))
        return;
    const WaterfallHit hit = hitAt(event->position());
    if (hit.part == Part::Divider) {
        m_treeWidthChosen = false;
        updateMetrics();
    } else if (hit.part == Part::Bar) {
        zoomToSelection();
    } else if (hit.part == Part::Tree || hit.part == Part::Expander) {
        const SpanIndex span = m_rows.spanAt(hit.row);
        setCollapsed(span, !m_rows.isCollapsed(span));
    }
}

void WaterfallView::wheelEvent(QWheelEvent* event)
{
    // Touch pads report pixels, wheels an eighth of a degree; Alt swaps the axes on some platforms.
    const QPointF notches = event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 120.0
                                                         : QPointF(event->pixelDelta()) / kWheelPixels;
    if ((event->modifiers() & Qt::ControlModifier) != 0) {
        m_axis.zoomByWheel(timeAt(clampedToTime(event->position().x()), timeScale()), notches.y());
        event->accept();
        return;
    }
    const bool isSideways = std::abs(notches.x()) > std::abs(notches.y());
    if ((event->modifiers() & Qt::ShiftModifier) != 0 || isSideways) {
        m_axis.pan(-(isSideways ? notches.x() : notches.y()) * kWheelPan);
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

bool WaterfallView::pinch(QNativeGestureEvent& event)
{
    if (event.gestureType() != Qt::ZoomNativeGesture || m_rows.table() == nullptr)
        return false;
    m_axis.zoomAt(timeAt(clampedToTime(event.position().x()), timeScale()),
                  1 + std::clamp(event.value(), -kFastestPinch, kFastestPinch));
    event.accept(); // else it is offered to the widgets around
    return true;
}

void WaterfallView::contextMenuEvent(QContextMenuEvent* event)
{
    // With the mouse it comes when the right button is released without a drag.
    if (event->reason() == QContextMenuEvent::Mouse)
        return;
    QPoint at = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard && selectedRow() >= 0)
        at = viewport()->mapToGlobal(rowRect(selectedRow()).center());
    emit menuWanted(at);
}

void WaterfallView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (selectedRow() < 0 && m_rows.rowCount() > 0 && event->reason() == Qt::TabFocusReason)
        moveSelection(firstRow());
    viewport()->update();
}

void WaterfallView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    m_spaceDown = false;
    viewport()->update();
}

} // namespace tailrace
