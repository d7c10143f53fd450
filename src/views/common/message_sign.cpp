// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/message_sign.h"

#include "views/common/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace tailrace {

namespace {

/// A pen whose width follows the size of the sign.
QPen penFor(const QColor& color, qreal side)
{
    return {color, side / 8.0, Qt::SolidLine, Qt::RoundCap};
}

} // namespace

void paintMessageSign(QPainter& painter, const QRectF& rect, MessageKind kind)
{
    const ThemeColors& colors = Theme::instance().colors();
    const qreal side = rect.width();
    const QPointF middle = rect.center();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    switch (kind) {
    case MessageKind::Error: {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.error);
        painter.drawEllipse(rect);
        painter.setPen(penFor(colors.base, side));
        const qreal arm = side * 0.2;
        painter.drawLine(middle - QPointF(arm, arm), middle + QPointF(arm, arm));
        painter.drawLine(middle - QPointF(arm, -arm), middle + QPointF(arm, -arm));
        break;
    }
    case MessageKind::Warning: {
        QPainterPath triangle(QPointF(middle.x(), rect.top() + side * 0.04));
        triangle.lineTo(rect.right(), rect.bottom() - side * 0.06);
        triangle.lineTo(rect.left(), rect.bottom() - side * 0.06);
        triangle.closeSubpath();
        painter.fillPath(triangle, colors.warning);
        painter.setPen(penFor(colors.base, side));
        painter.drawLine(middle - QPointF(0, side * 0.1), middle + QPointF(0, side * 0.14));
        painter.drawPoint(middle + QPointF(0, side * 0.31));
        break;
    }
    case MessageKind::Info:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors.mutedText, side / 10.0));
        painter.drawEllipse(rect.adjusted(side / 20, side / 20, -side / 20, -side / 20));
        painter.setPen(penFor(colors.mutedText, side));
        painter.drawPoint(middle - QPointF(0, side * 0.22));
        painter.drawLine(middle - QPointF(0, side * 0.02), middle + QPointF(0, side * 0.24));
        break;
    }
    painter.restore();
}

} // namespace tailrace
