// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/facet_delegate.h"

#include "model/base/format.h"
#include "model/items/facet_model.h"
#include "views/common/theme.h"

#include <QPainter>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kPadding = 12;
constexpr int kBarHeight = 4;
constexpr int kBarRoom = 48;
constexpr int kGap = 8;

void paintField(QPainter& painter, const QRect& rect, const QModelIndex& index)
{
    QFont bold = painter.font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(themeColors().mutedText);
    const QRect line = rect.adjusted(kPadding, 0, -kPadding, -4);
    const auto more = index.data(FacetModel::MoreRole).toULongLong();
    const QString note = more > 0 ? QStringLiteral("+%1").arg(QString::fromStdString(formatCount(more))) : QString();
    const int noteWidth = note.isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(note) + kGap;
    painter.drawText(line, Qt::AlignLeft | Qt::AlignBottom,
                     painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle,
                                                      line.width() - noteWidth));
    bold.setBold(false);
    painter.setFont(bold);
    painter.drawText(line, Qt::AlignRight | Qt::AlignBottom, note);
}

void paintValue(QPainter& painter, const QRect& rect, const QModelIndex& index)
{
    const ThemeColors& colors = themeColors();
    const int choice = index.data(FacetModel::ChosenRole).toInt();
    const QString count = QString::fromStdString(formatCount(index.data(FacetModel::CountRole).toULongLong()));
    const QRect line = rect.adjusted(kPadding, 0, -kPadding, 0);
    painter.setPen(colors.mutedText);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, count);
    const int countWidth = std::max(painter.fontMetrics().horizontalAdvance(count),
                                    painter.fontMetrics().horizontalAdvance(QStringLiteral("0,000")));
    const QRect barRoom(line.right() - countWidth - kGap - kBarRoom, rect.center().y() - kBarHeight / 2 + 1, kBarRoom,
                        kBarHeight);
    const int width = std::max(2, static_cast<int>(index.data(FacetModel::ShareRole).toDouble() * kBarRoom));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.accent);
    painter.setOpacity(choice == FacetModel::Wanted ? 1.0 : 0.4);
    painter.drawRoundedRect(QRect(barRoom.left(), barRoom.top(), width, kBarHeight), 2, 2);
    painter.restore();
    QFont font = painter.font();
    font.setBold(choice == FacetModel::Wanted);
    font.setStrikeOut(choice == FacetModel::Excluded);
    painter.setFont(font);
    painter.setPen(colors.text);
    const int room = barRoom.left() - kGap - line.left();
    painter.drawText(QRect(line.left(), line.top(), room, line.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, room));
}

} // namespace

void FacetDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const ThemeColors& colors = themeColors();
    const bool isValue = index.parent().isValid();
    const bool isHovered = isValue && (option.state & QStyle::State_MouseOver) != 0;
    const bool isFocused = (option.state & QStyle::State_Selected) != 0 && (option.state & QStyle::State_HasFocus) != 0;
    painter->save();
    painter->setClipRect(option.rect);
    painter->fillRect(option.rect, isFocused ? colors.selection : isHovered ? colors.hover : colors.base);
    painter->setFont(option.font);
    if (isValue)
        paintValue(*painter, option.rect, index);
    else
        paintField(*painter, option.rect, index);
    painter->restore();
}

QSize FacetDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int height = option.fontMetrics.height();
    return {0, index.parent().isValid() ? height + 5 : height + 16};
}

} // namespace tailrace
