// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/draw_list.h"

#include <QPainter>
#include <QPolygonF>

namespace tailrace {

namespace {

QPolygonF triangle(const QRectF& r, MarkShape shape)
{
    switch (shape) {
    case MarkShape::Expanded:
        return {QPointF(r.left(), r.top()), QPointF(r.right(), r.top()), QPointF(r.center().x(), r.bottom())};
    case MarkShape::BeforeView:
        return {QPointF(r.right(), r.top()), QPointF(r.right(), r.bottom()), QPointF(r.left(), r.center().y())};
    case MarkShape::Warning:
        return {QPointF(r.center().x(), r.top()), QPointF(r.right(), r.bottom()), QPointF(r.left(), r.bottom())};
    default:
        return {QPointF(r.left(), r.top()), QPointF(r.right(), r.center().y()), QPointF(r.left(), r.bottom())};
    }
}

/// An exclamation mark: a stroke and a dot.
void drawExclamation(QPainter& painter, const QRectF& r, const QColor& color)
{
    const double stroke = std::max(1.2, r.width() * 0.16);
    const double x = r.center().x() - stroke / 2;
    painter.fillRect(QRectF(x, r.top() + r.height() * 0.22, stroke, r.height() * 0.34), color);
    painter.fillRect(QRectF(x, r.top() + r.height() * 0.66, stroke, stroke), color);
}

/// An arrow to the right that starts at a line (outgoing) or ends at one.
void drawKind(QPainter& painter, const DrawList::Mark& mark)
{
    const QRectF& r = mark.rect;
    const bool isOut = mark.shape == MarkShape::KindClient || mark.shape == MarkShape::KindProducer;
    const bool isBroken = mark.shape == MarkShape::KindProducer || mark.shape == MarkShape::KindConsumer;
    const double middle = r.center().y();
    const double from = isOut ? r.left() + 1.5 : r.left();
    const double tip = isOut ? r.right() : r.right() - 1.5;
    painter.fillRect(QRectF(isOut ? r.left() : r.right() - 1, r.top(), 1, r.height()), mark.color);
    painter.fillRect(QRectF(from, middle - 0.5, isBroken ? 2 : tip - 3 - from, 1), mark.color);
    if (isBroken)
        painter.fillRect(QRectF(from + 3.5, middle - 0.5, 2, 1), mark.color);
    painter.drawPolygon(
        QPolygonF{QPointF(tip - 3.5, middle - 3), QPointF(tip, middle), QPointF(tip - 3.5, middle + 3)});
}

void drawMark(QPainter& painter, const DrawList::Mark& mark)
{
    painter.setBrush(mark.color);
    painter.setPen(Qt::NoPen);
    switch (mark.shape) {
    case MarkShape::Error:
        // A rim in the sign's colour keeps the disc apart from a bar of any colour below it.
        painter.setPen(QPen(mark.inner, 1));
        painter.drawEllipse(mark.rect.adjusted(-0.5, -0.5, 0.5, 0.5));
        drawExclamation(painter, mark.rect, mark.inner);
        return;
    case MarkShape::ErrorBelow:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(mark.color, 1.6));
        painter.drawEllipse(mark.rect.adjusted(1.3, 1.3, -1.3, -1.3));
        return;
    case MarkShape::Warning:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(mark.color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolygon(triangle(mark.rect.adjusted(0.8, 1, -0.8, -1), mark.shape));
        return;
    case MarkShape::Expanded:
    case MarkShape::Collapsed:
    case MarkShape::BeforeView:
    case MarkShape::AfterView:
        painter.drawPolygon(triangle(mark.rect, mark.shape));
        return;
    case MarkShape::Link:
    case MarkShape::LinkIn: {
        const double size = mark.rect.width() * 0.62;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(mark.color, 1.3));
        painter.drawEllipse(QRectF(mark.rect.right() - size - 0.7, mark.rect.top() + 0.7, size, size));
        if (mark.shape == MarkShape::LinkIn)
            painter.setBrush(mark.color);
        painter.drawEllipse(QRectF(mark.rect.left() + 0.7, mark.rect.bottom() - size - 0.7, size, size));
        return;
    }
    case MarkShape::Moved: {
        const QRectF& r = mark.rect;
        const double y = r.center().y();
        const double tip = r.width() * 0.3;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(mark.color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawLine(QPointF(r.left() + 0.8, y), QPointF(r.right() - 0.8, y));
        painter.drawPolyline(QPolygonF({{r.left() + tip, y - tip}, {r.left() + 0.8, y}, {r.left() + tip, y + tip}}));
        painter.drawPolyline(
            QPolygonF({{r.right() - tip, y - tip}, {r.right() - 0.8, y}, {r.right() - tip, y + tip}}));
        return;
    }
    case MarkShape::KindClient:
    case MarkShape::KindServer:
    case MarkShape::KindProducer:
    case MarkShape::KindConsumer:
        drawKind(painter, mark);
        return;
    }
}

void drawFrame(QPainter& painter, const DrawList::Frame& frame)
{
    const QRectF& r = frame.rect;
    const double w = frame.width;
    painter.fillRect(QRectF(r.left(), r.top(), r.width(), w), frame.color);
    painter.fillRect(QRectF(r.left(), r.bottom() - w, r.width(), w), frame.color);
    painter.fillRect(QRectF(r.left(), r.top() + w, w, r.height() - 2 * w), frame.color);
    painter.fillRect(QRectF(r.right() - w, r.top() + w, w, r.height() - 2 * w), frame.color);
}

} // namespace

void DrawList::clear()
{
    fills.clear();
    frames.clear();
    marks.clear();
    texts.clear();
}

void DrawList::fill(const QRectF& rect, const QColor& color)
{
    if (rect.width() > 0 && rect.height() > 0)
        fills.push_back({rect, color});
}

void DrawList::softBar(const QRectF& rect, const QColor& color, double corner)
{
    if (rect.width() < 5) {
        fill(rect, color);
        return;
    }
    fill(rect.adjusted(0, corner, 0, -corner), color);
    fill(QRectF(rect.left() + corner, rect.top(), rect.width() - 2 * corner, corner), color);
    fill(QRectF(rect.left() + corner, rect.bottom() - corner, rect.width() - 2 * corner, corner), color);
}

void paint(QPainter& painter, const DrawList& list, const QFont& font, const QFont& smallFont)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const DrawList::Fill& fill : list.fills)
        painter.fillRect(fill.rect, fill.color);
    for (const DrawList::Frame& frame : list.frames)
        drawFrame(painter, frame);
    painter.setRenderHint(QPainter::Antialiasing, true);
    for (const DrawList::Mark& mark : list.marks)
        drawMark(painter, mark);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const bool small : {false, true}) {
        painter.setFont(small ? smallFont : font);
        for (const DrawList::Text& text : list.texts) {
            if (text.small != small)
                continue;
            painter.setPen(text.color);
            painter.drawStaticText(text.topLeft, text.text);
        }
    }
}

} // namespace tailrace
