// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/marked_scroll_bar.h"

#include "views/common/theme.h"

#include <QPainter>
#include <QStyleOptionSlider>

namespace tailrace {

MarkedScrollBar::MarkedScrollBar(QWidget* parent)
    : QScrollBar(Qt::Vertical, parent)
{
}

void MarkedScrollBar::setMarks(std::vector<double> marks)
{
    if (marks == m_marks)
        return;
    m_marks = std::move(marks);
    update();
}

void MarkedScrollBar::paintEvent(QPaintEvent* event)
{
    QScrollBar::paintEvent(event);
    if (m_marks.empty())
        return;
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect groove = style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarGroove, this);
    QPainter painter(this);
    for (const double mark : m_marks) {
        const int y = groove.top() + static_cast<int>(mark * (groove.height() - 2));
        painter.fillRect(QRect(2, y, width() - 4, 2), themeColors().warning);
    }
}

} // namespace tailrace
