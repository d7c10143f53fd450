// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and pointer of the waterfall: what a person does, turned into changes of selection, folding and time range.
#include "views/common/time_axis.h"
#include "views/waterfall/waterfall_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr double kWheelPan = 0.08;   // of the visible time, a notch
constexpr double kKeyPan = 0.12;     // of the visible time
constexpr double kKeyPanLarge = 0.6; // with Shift

} // namespace

int WaterfallView::selectedRow() const
{
    const SpanIndex span = m_selection.current();
    return span == kNoSpan ? -1 : m_rows.rowOf(span);
}

void WaterfallView::moveSelection(int row)
{
    if (m_rows.rowCount() == 0)
        return;
    m_selection.setCurrent(m_rows.spanAt(std::clamp(row, 0, m_rows.rowCount() - 1)));
}

bool WaterfallView::walkRows(const QKeyEvent& event)
{
    const int row = selectedRow();
    const int page = std::max(1, m_metrics.rowsFitting() - 1);
    switch (event.key()) {
    case Qt::Key_Up:
        moveSelection(row < 0 ? 0 : row - 1);
        return true;
    case Qt::Key_Down:
        moveSelection(row + 1);
        return true;
    case Qt::Key_PageUp:
        moveSelection(row - page);
        return true;
    case Qt::Key_PageDown:
        moveSelection(row < 0 ? page : row + page);
        return true;
    case Qt::Key_Home:
        moveSelection(0);
        return true;
    case Qt::Key_End:
        moveSelection(m_rows.rowCount() - 1);
        return true;
    case Qt::Key_E:
        (event.modifiers() & Qt::ShiftModifier) != 0 ? selectPreviousError() : selectNextError();
        return true;
    default:
        return false;
    }
}

bool WaterfallView::fold(const QKeyEvent& event)
{
    switch (event.key()) {
    case Qt::Key_BracketRight:
        collapseAll();
        return true;
    case Qt::Key_BracketLeft:
        expandAll();
        return true;
    case Qt::Key_P:
        collapseOneLevel();
        return true;
    case Qt::Key_O:
        expandOneLevel();
        return true;
    default:
        break;
    }
    const SpanIndex span = m_selection.current();
    if (span == kNoSpan)
        return false;
    const SpanTable& table = *m_rows.table();
    const bool isOpen = table.hasChildren(span) && !m_rows.isCollapsed(span);
    switch (event.key()) {
    case Qt::Key_Left:
        if (isOpen)
            setCollapsed(span, true);
        else if (table.parent[span] != kNoSpan)
            m_selection.setCurrent(table.parent[span]);
        return true;
    case Qt::Key_Right:
        if (isOpen)
            m_selection.setCurrent(table.firstChild(span));
        else
            setCollapsed(span, false);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        setCollapsed(span, isOpen);
        return true;
    case Qt::Key_Asterisk:
        setSubtreeCollapsed(span, false);
        return true;
    default:
        return false;
    }
}

bool WaterfallView::navigateTime(const QKeyEvent& event)
{
    const double pan = (event.modifiers() & Qt::ShiftModifier) != 0 ? kKeyPanLarge : kKeyPan;
    switch (event.key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_W:
        zoomIn();
        return true;
    case Qt::Key_Minus:
    case Qt::Key_S:
        zoomOut();
        return true;
    case Qt::Key_A:
        m_axis.pan(-pan);
        return true;
    case Qt::Key_D:
        m_axis.pan(pan);
        return true;
    case Qt::Key_F:
        zoomToSelection();
        return true;
    default:
        return false;
    }
}

void WaterfallView::keyPressEvent(QKeyEvent* event)
{
    const Qt::KeyboardModifiers others = event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    const bool isOurs = others == Qt::NoModifier && m_rows.table() != nullptr &&
                        (walkRows(*event) || fold(*event) || navigateTime(*event));
    event->setAccepted(isOurs);
    // The scroll area would scroll on keys that are not ours; those belong to the window.
}

void WaterfallView::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->position();
    m_pressedRange = m_axis.visible();
    if (m_rows.table() == nullptr)
        return;
    const WaterfallHit hit = hitAt(event->position());
    if (event->button() == Qt::MiddleButton && m_pressed.x() > m_metrics.timeLeft()) {
        m_drag = Drag::Pan;
        viewport()->setCursor(Qt::ClosedHandCursor);
        return;
    }
    if (event->button() != Qt::LeftButton && event->button() != Qt::RightButton)
        return;
    if (hit.part == WaterfallHit::Part::Divider) {
        m_drag = event->button() == Qt::LeftButton ? Drag::Divider : Drag::None;
        return;
    }
    if (hit.row < 0)
        return;
    const SpanIndex span = m_rows.spanAt(hit.row);
    if (hit.part == WaterfallHit::Part::Expander && event->button() == Qt::LeftButton)
        setCollapsed(span, !m_rows.isCollapsed(span));
    else
        m_selection.setCurrent(span);
}

void WaterfallView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    if (m_drag == Drag::Divider) {
        setTreeWidth(static_cast<int>(at.x()));
        return;
    }
    if (m_drag == Drag::Pan) {
        const double ns = (m_pressed.x() - at.x()) / timeScale().pixelsPerNs();
        const std::int64_t start = saturatingSum(m_pressedRange.startNs, saturatingRound(ns));
        m_axis.panNs(saturatingDifference(start, m_axis.visible().startNs));
        return;
    }
    if (m_rows.table() == nullptr)
        return;
    const WaterfallHit hit = hitAt(at);
    setPointer(at.x(), hit.row);
    viewport()->setCursor(hit.part == WaterfallHit::Part::Divider ? Qt::SplitHCursor : Qt::ArrowCursor);
}

void WaterfallView::mouseReleaseEvent(QMouseEvent*)
{
    if (m_drag == Drag::Pan)
        viewport()->setCursor(Qt::ArrowCursor);
    m_drag = Drag::None;
}

void WaterfallView::mouseDoubleClickEvent(QMouseEvent* event)
{
    using Part = WaterfallHit::Part;
    if (event->button() != Qt::LeftButton || m_rows.table() == nullptr)
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
    const QPointF notches =
        event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 120.0 : QPointF(event->pixelDelta()) / 50.0;
    if ((event->modifiers() & Qt::ControlModifier) != 0) {
        m_axis.zoomByWheel(timeAt(std::max(event->position().x(), m_metrics.timeLeft()), timeScale()),
                           notches.y());
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

void WaterfallView::contextMenuEvent(QContextMenuEvent* event)
{
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
    viewport()->update();
}

} // namespace tailrace
