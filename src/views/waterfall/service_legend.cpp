// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/service_legend.h"

#include "model/items/to_qstring.h"
#include "views/common/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kChip = 8;
constexpr int kChipGap = 5;
constexpr int kItemGap = 14;
constexpr qsizetype kLongestName = 200; // characters looked at

QString moreText(int count)
{
    return QCoreApplication::translate("ServiceLegend", "+%1 more").arg(count);
}

QString nameOf(std::string_view service)
{
    const QString name = toQString(service).left(kLongestName);
    return name.isEmpty() ? QCoreApplication::translate("ServiceLegend", "(no service)") : name.simplified();
}

} // namespace

ServiceLegend layoutLegend(const SpanTable& table, const QRect& area, const QFontMetrics& metrics)
{
    ServiceLegend legend;
    const int lineHeight = metrics.height() + 2;
    const int lines = area.height() / lineHeight;
    const int count = static_cast<int>(table.services.size());
    if (lines < 1 || area.width() < 40)
        return legend;
    const int top = area.top() + (area.height() - lines * lineHeight) / 2;
    QPoint at(area.left(), top);
    for (const StringId service : table.services) {
        const std::string_view text = table.strings.text(service);
        const int room = area.width() - kChip - kChipGap;
        const QString name = metrics.elidedText(nameOf(text), Qt::ElideRight, room);
        const int width = kChip + kChipGap + metrics.horizontalAdvance(name);
        if (at.x() > area.left() && at.x() + width > area.right())
            at = QPoint(area.left(), at.y() + lineHeight);
        if (at.y() + lineHeight > top + lines * lineHeight)
            break;
        legend.items.push_back({QRect(at, QSize(width, lineHeight)), name, text});
        at.rx() += width + kItemGap;
    }
    while (static_cast<int>(legend.items.size()) < count) {
        // Room for the count on the last line, where necessary by taking services back.
        legend.more = count - static_cast<int>(legend.items.size());
        const int width = metrics.horizontalAdvance(moreText(legend.more));
        const int y = top + (lines - 1) * lineHeight;
        int x = area.left();
        if (!legend.items.empty() && legend.items.back().rect.top() == y)
            x = legend.items.back().rect.right() + kItemGap;
        legend.moreRect = QRect(x, y, width, lineHeight);
        if (x + width <= area.right() || legend.items.empty())
            break;
        legend.items.pop_back();
    }
    return legend;
}

void paintLegend(QPainter& painter, const ServiceLegend& legend)
{
    const Theme& theme = Theme::instance();
    painter.setPen(theme.colors().mutedText);
    for (const ServiceLegend::Item& item : legend.items) {
        const QRect chip(item.rect.left(), item.rect.center().y() - kChip / 2 + 1, kChip, kChip);
        painter.fillRect(chip, theme.serviceColor(item.service));
        painter.drawText(item.rect.adjusted(kChip + kChipGap, 0, 2, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         item.name);
    }
    if (legend.more > 0)
        painter.drawText(legend.moreRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip,
                         moreText(legend.more));
}

} // namespace tailrace
