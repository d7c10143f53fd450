// SPDX-License-Identifier: GPL-3.0-or-later
#include "link_row.h"

#include "views/common/theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kPadding = 8;
constexpr int kGap = 10;

} // namespace

LinkRow::LinkRow(const QString& title, const QString& detail, QWidget* parent)
    : QAbstractButton(parent)
    , m_detail(detail)
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(detail);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize LinkRow::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    return {metrics.horizontalAdvance(text()) + kGap + metrics.horizontalAdvance(m_detail) + 2 * kPadding,
            metrics.height() + 10};
}

QSize LinkRow::minimumSizeHint() const
{
    return {80, sizeHint().height()};
}

void LinkRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColors& colors = Theme::instance().colors();
    if (underMouse() || isDown() || hasFocus()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isDown() ? colors.selection : colors.hover);
        painter.drawRoundedRect(rect(), 4, 4);
    }
    if (hasFocus()) {
        painter.setPen(colors.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const QFontMetrics metrics = fontMetrics();
    const QRect area = rect().adjusted(kPadding, 0, -kPadding, 0);
    const QString title = metrics.elidedText(text(), Qt::ElideMiddle, area.width());
    painter.setPen(colors.accent);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, title);
    const QRect rest = area.adjusted(metrics.horizontalAdvance(title) + kGap, 0, 0, 0);
    painter.setPen(colors.mutedText);
    if (rest.width() > metrics.averageCharWidth() * 4)
        painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(m_detail, Qt::ElideRight, rest.width()));
}

void LinkRow::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        click();
        break;
    case Qt::Key_Down:
        focusNextChild();
        break;
    case Qt::Key_Up:
        focusPreviousChild();
        break;
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

void LinkRow::enterEvent(QEnterEvent* event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void LinkRow::leaveEvent(QEvent* event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace tailrace
