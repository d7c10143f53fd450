// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done in a flame graph, with and without a pointer.
#include "views/common/time_axis.h"
#include "views/flame/flame_view.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace tailrace {

namespace {

constexpr double kKeyZoom = 1.5;
constexpr double kKeyPan = 0.12; // of the visible time
constexpr double kKeyPanFar = 0.6;
constexpr double kNotch = 120;
constexpr int kRowsANotch = 3;

} // namespace

// Time

void FlameView::zoomBy(double factor)
{
    const TimeRange visible = m_axis.visible();
    const std::int64_t middle = saturatingSum(visible.startNs, lengthNs(visible) / 2);
    m_axis.zoomAt(m_pointer.x() >= 0 ? timeAt(m_pointer.x(), scale()) : middle, factor);
}

void FlameView::zoomIn()
{
    zoomBy(kKeyZoom);
}

void FlameView::zoomOut()
{
    zoomBy(1 / kKeyZoom);
}

void FlameView::panLeft()
{
    m_axis.pan(-kKeyPan);
}

void FlameView::panRight()
{
    m_axis.pan(kKeyPan);
}

void FlameView::panFarLeft()
{
    m_axis.pan(-kKeyPanFar);
}

void FlameView::panFarRight()
{
    m_axis.pan(kKeyPanFar);
}

void FlameView::zoomToTrace()
{
    m_axis.showWhole();
}

void FlameView::zoomTo(const FlameBox& box)
{
    m_axis.fit(box.startNs, box.durationNs);
}

void FlameView::zoomToSelection()
{
    const FlameBox* box = selectedBox();
    if (box == nullptr)
        return;
    const TimeRange before = m_axis.visible();
    zoomTo(*box);
    if (before == m_axis.visible())
        m_axis.showWhole();
}

// Walking

void FlameView::select(const FlameBox& box)
{
    m_selection.setCurrent(box.span);
    const TimeRange visible = m_axis.visible();
    if (box.endNs() < visible.startNs || box.startNs >= visible.endNs) {
        const std::int64_t middle = saturatingSum(visible.startNs, lengthNs(visible) / 2);
        m_axis.panNs(saturatingDifference(saturatingSum(box.startNs, box.durationNs / 2), middle));
    }
}

void FlameView::goToParent()
{
    const FlameBox* box = selectedBox();
    if (box == nullptr)
        return;
    if (!isMerged()) {
        if (const SpanIndex parent = m_selection.trace()->parent[box->span]; parent != kNoSpan)
            select(m_layout->boxOf(parent));
        return;
    }
    const std::uint32_t row = m_layout->rowOf(box->span);
    if (const FlameBox* parent = row == 0 ? nullptr : m_layout->boxAt(row - 1, box->startNs))
        select(*parent);
}

void FlameView::goToChild()
{
    const FlameBox* box = selectedBox();
    if (box == nullptr) {
        if (m_layout != nullptr && m_layout->rowCount() > 0)
            select(m_layout->row(0).front());
        return;
    }
    if (!isMerged()) {
        if (const SpanIndex child = m_selection.trace()->firstChild(box->span); child != kNoSpan)
            select(m_layout->boxOf(child));
        return;
    }
    const std::uint32_t row = m_layout->rowOf(box->span) + 1;
    if (row >= m_layout->rowCount())
        return;
    for (const FlameBox& child : m_layout->visible(row, box->startNs, box->endNs())) {
        if (child.startNs < box->startNs || child.startNs >= box->endNs())
            continue;
        select(child);
        return;
    }
}

void FlameView::goToNext()
{
    const FlameBox* box = selectedBox();
    if (box == nullptr)
        return;
    const auto row = m_layout->row(m_layout->rowOf(box->span));
    if (box + 1 < row.data() + row.size())
        select(*(box + 1));
}

void FlameView::goToPrevious()
{
    const FlameBox* box = selectedBox();
    if (box != nullptr && box > m_layout->row(m_layout->rowOf(box->span)).data())
        select(*(box - 1));
}

void FlameView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        return goToParent();
    case Qt::Key_Down:
        return goToChild();
    case Qt::Key_Left:
        return goToPrevious();
    case Qt::Key_Right:
        return goToNext();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return zoomToSelection();
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomIn();
    case Qt::Key_Minus:
        return zoomOut();
    case Qt::Key_Home:
        if (m_layout != nullptr && m_layout->rowCount() > 0)
            select(m_layout->row(0).front());
        return;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        verticalScrollBar()->triggerAction(event->key() == Qt::Key_PageUp ? QScrollBar::SliderPageStepSub
                                                                          : QScrollBar::SliderPageStepAdd);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

// Pointer

void FlameView::setPointer(QPointF position)
{
    if (position == m_pointer)
        return;
    m_pointer = position;
    viewport()->update();
    if (isMerged())
        return;
    std::optional<qint64> time;
    if (position.x() >= 0 && m_layout != nullptr)
        time = timeAt(position.x(), scale());
    emit pointedAt(time);
}

void FlameView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return event->ignore();
    m_button = event->button();
    m_pressed = event->position();
    m_pressedRange = m_axis.visible();
    m_dragged = false;
}

void FlameView::mouseMoveEvent(QMouseEvent* event)
{
    setPointer(event->position());
    if (m_button == Qt::NoButton) {
        viewport()->setCursor(boxAt(event->position()) != nullptr ? Qt::PointingHandCursor : Qt::ArrowCursor);
        return;
    }
    const QPointF moved = event->position() - m_pressed;
    if (!m_dragged && moved.manhattanLength() < QApplication::startDragDistance())
        return;
    m_dragged = true;
    viewport()->setCursor(Qt::ClosedHandCursor);
    const TimeScale then{m_pressedRange, 0, static_cast<double>(std::max(m_metrics.width, 1)),
                         m_axis.folds().get()};
    const std::int64_t start = timeAt(-moved.x(), then);
    m_axis.setVisible({start, saturatingSum(start, lengthNs(m_pressedRange))});
}

void FlameView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != m_button)
        return;
    m_button = Qt::NoButton;
    viewport()->unsetCursor();
    if (m_dragged || event->button() != Qt::LeftButton)
        return;
    if (const FlameBox* box = boxAt(event->position())) {
        select(*box);
        zoomTo(*box);
    }
}

void FlameView::wheelEvent(QWheelEvent* event)
{
    const QPoint angle = event->angleDelta();
    if ((event->modifiers() & Qt::ControlModifier) != 0) {
        m_axis.zoomByWheel(timeAt(event->position().x(), scale()), angle.y() / kNotch);
        return event->accept();
    }
    const int sideways = angle.x() != 0 ? angle.x() : angle.y();
    if (angle.x() != 0 || (event->modifiers() & Qt::ShiftModifier) != 0) {
        m_axis.pan(-sideways / kNotch * kKeyPan / 2);
        return event->accept();
    }
    verticalScrollBar()->setValue(verticalScrollBar()->value() - qRound(angle.y() / kNotch * kRowsANotch));
    event->accept();
}

} // namespace tailrace
