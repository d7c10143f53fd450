// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/figure_delegate.h"

#include "model/base/format.h"
#include "model/items/operation_table_model.h"
#include "model/items/to_qstring.h"
#include "views/common/flat_header.h"
#include "views/common/theme.h"

#include <QPainter>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kPadding = FlatHeader::kPadding;
constexpr int kChip = 9;
/// Bars in all columns would be noise.
bool hasBar(const QModelIndex& index)
{
    if (qobject_cast<const OperationTableModel*>(index.model()) == nullptr)
        return true;
    return index.column() == OperationTableModel::SelfColumn || index.column() == OperationTableModel::PathColumn;
}

constexpr double kFaint = 0.22;
constexpr double kBadge = 0.35;
constexpr int kBadgeSide = 6;
constexpr int kBadgeTop = 4;

/// How many spans of the group a search found, on the right of the cell; where that begins.
int paintMatches(QPainter& painter, const QRect& area, uint matches)
{
    const ThemeColors& colors = themeColors();
    const QString text = toQString(formatCount(matches));
    const int width = painter.fontMetrics().horizontalAdvance(text) + 2 * kBadgeSide;
    const QRect badge(area.right() + 1 - width, area.top() + kBadgeTop, width, area.height() - 2 * kBadgeTop);
    QColor ground = colors.warning;
    ground.setAlphaF(static_cast<float>(kBadge));
    painter.fillRect(badge, ground);
    painter.setPen(colors.text);
    painter.drawText(badge, Qt::AlignCenter, text);
    return badge.left();
}

} // namespace

int FigureDelegate::rowHeight(const QFontMetrics& metrics)
{
    return std::max(24, metrics.height() + 8);
}

QSize FigureDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {0, rowHeight(option.fontMetrics)};
}

void FigureDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const ThemeColors& colors = themeColors();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    painter->fillRect(option.rect, selected               ? colors.selection
                                   : index.row() % 2 == 1 ? colors.alternateBase
                                                          : colors.base);
    painter->setFont(option.font);
    const QString text = index.data().toString();
    QRect area = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    if (index.column() == 0) {
        const QByteArray service = index.data(OperationTableModel::ServiceRole).toString().toUtf8();
        painter->fillRect(QRect(area.left(), area.center().y() - kChip / 2, kChip, kChip),
                          Theme::instance().serviceColor(service.toStdString()));
        area.setLeft(area.left() + kChipRoom);
        if (const uint matches = index.data(OperationTableModel::MatchesRole).toUInt(); matches > 0)
            area.setRight(paintMatches(*painter, area, matches) - kPadding);
        painter->setPen(colors.text);
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(text, Qt::ElideRight, area.width()));
        return;
    }
    const double share = std::clamp(index.data(OperationTableModel::ShareRole).toDouble(), 0.0, 1.0);
    if (const double width = share * area.width(); hasBar(index) && width >= 1) {
        QColor bar = colors.accent;
        bar.setAlphaF(static_cast<float>(kFaint));
        // From the right, where the figures stand.
        painter->fillRect(QRectF(area.right() + 1 - width, option.rect.top() + 4, width, option.rect.height() - 8),
                          bar);
    }
    const bool isErrors = qobject_cast<const OperationTableModel*>(index.model()) != nullptr &&
                          index.column() == OperationTableModel::ErrorsColumn;
    const bool isNothing = text == QStringLiteral("–");
    painter->setPen(isNothing ? colors.mutedText : isErrors ? colors.error : colors.text);
    painter->drawText(area.adjusted(0, 0, -3, 0), Qt::AlignRight | Qt::AlignVCenter, text);
}

} // namespace tailrace
