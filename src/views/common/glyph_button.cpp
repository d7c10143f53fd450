// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/glyph_button.h"

#include "views/common/theme.h"

#include <QPainter>

#include <algorithm>

namespace tailrace {

GlyphButton::GlyphButton(Glyph glyph, QWidget* parent)
    : QAbstractButton(parent)
    , m_glyph(glyph)
{
    setFocusPolicy(Qt::NoFocus);
    setCursor(Qt::ArrowCursor);
}

QSize GlyphButton::sizeHint() const
{
    // As high as text, so that a tab with a button is as high as one without.
    return {fontMetrics().height(), fontMetrics().height()};
}

void GlyphButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColors& colors = Theme::instance().colors();
    const qreal side = std::min(width(), height());
    const QRectF all(QPointF((width() - side) / 2, (height() - side) / 2), QSizeF(side, side));
    if (underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isDown() ? colors.line : colors.hover);
        painter.drawRoundedRect(all, 3, 3);
    }
    const QRectF cross = all.marginsRemoved(QMarginsF(side, side, side, side) * 0.3);
    painter.setPen(QPen(underMouse() ? colors.text : colors.mutedText, 1.3, Qt::SolidLine, Qt::RoundCap));
    switch (m_glyph) {
    case Glyph::Close:
        painter.drawLine(cross.topLeft(), cross.bottomRight());
        painter.drawLine(cross.topRight(), cross.bottomLeft());
        break;
    case Glyph::Up:
    case Glyph::Down: {
        const bool isUp = m_glyph == Glyph::Up;
        const QRectF arrow = cross.marginsRemoved(QMarginsF(0, side * 0.1, 0, side * 0.1));
        const qreal tip = isUp ? arrow.top() : arrow.bottom();
        const qreal feet = isUp ? arrow.bottom() : arrow.top();
        painter.drawPolyline(QPolygonF({QPointF(arrow.left(), feet), QPointF(arrow.center().x(), tip),
                                        QPointF(arrow.right(), feet)}));
        break;
    }
    }
}

void GlyphButton::enterEvent(QEnterEvent* event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void GlyphButton::leaveEvent(QEvent* event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace tailrace
