// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/flat_header.h"

#include "views/common/theme.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kMinHeight = 26;
constexpr int kTriangleWidth = 7;
constexpr int kTriangleGap = 5;

void drawTriangle(QPainter& painter, int x, int middle, bool pointsDown, const QColor& color)
{
    const qreal half = kTriangleWidth / 2.0;
    const qreal tip = pointsDown ? 2.5 : -2.5;
    const QPointF points[] = {
        {x + 0.0, middle - tip}, {x + kTriangleWidth + 0.0, middle - tip}, {x + half, middle + tip}};
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(points, 3);
    painter.restore();
}

bool isRightAligned(const QAbstractItemModel& model, int section)
{
    return (model.headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0;
}

} // namespace

FlatHeader::FlatHeader(QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setHighlightSections(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(&Theme::instance(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

int FlatHeader::indent(const QAbstractItemModel& model, int section)
{
    const bool touches = section > 0 && isRightAligned(model, section - 1) && !isRightAligned(model, section);
    return touches ? 3 * kPadding : kPadding;
}

QSize FlatHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), std::max(kMinHeight, fontMetrics().height() + 8)};
}

void FlatHeader::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    const ThemeColors& colors = Theme::instance().colors();
    painter.fillRect(event->rect(), colors.window);
    painter.fillRect(QRect(0, height() - 1, width(), 1), colors.line);
    painter.end();
    QHeaderView::paintEvent(event);
}

void FlatHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    const ThemeColors& colors = Theme::instance().colors();
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    painter->fillRect(rect, colors.window);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors.line);

    const bool right = isRightAligned(*model(), section);
    const int reserved = sorted ? kTriangleWidth + kTriangleGap : 0;
    const QRect area = rect.adjusted(indent(*model(), section), 0, -kPadding, -1);
    const QString text = fontMetrics().elidedText(model()->headerData(section, Qt::Horizontal).toString(),
                                                  Qt::ElideRight, std::max(0, area.width() - reserved));
    const int textWidth = fontMetrics().horizontalAdvance(text);
    painter->setFont(font());
    painter->setPen(sorted ? colors.text : colors.mutedText);
    painter->drawText(area, (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, text);
    if (sorted) {
        const int x = right ? area.right() + 1 - textWidth - reserved : area.left() + textWidth + kTriangleGap;
        drawTriangle(*painter, x, area.center().y() + 1, sortIndicatorOrder() == Qt::DescendingOrder,
                     colors.mutedText);
    }
}

} // namespace tailrace
