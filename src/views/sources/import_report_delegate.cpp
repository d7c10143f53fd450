// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/import_report_delegate.h"

#include "model/items/import_report_model.h"
#include "views/common/flat_header.h"
#include "views/common/message_sign.h"
#include "views/common/theme.h"

#include <QPainter>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kSign = 14;
constexpr int kPadding = FlatHeader::kPadding;

MessageKind signOf(const QModelIndex& index)
{
    switch (static_cast<Severity>(index.data(ImportReportModel::SeverityRole).toInt())) {
    case Severity::DataLoss:
        return MessageKind::Error;
    case Severity::Warning:
        return MessageKind::Warning;
    case Severity::Info:
        break;
    }
    return MessageKind::Info;
}

} // namespace

void ImportReportDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const
{
    const ThemeColors& colors = Theme::instance().colors();
    const auto kind = static_cast<ImportReportModel::Kind>(index.data(ImportReportModel::KindRole).toInt());
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    if (selected)
        painter->fillRect(option.rect, colors.selection);
    else if ((option.state & QStyle::State_MouseOver) != 0)
        painter->fillRect(option.rect, colors.hover);
    QRect area = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    if (kind == ImportReportModel::Kind::Problem || kind == ImportReportModel::Kind::Failure) {
        paintMessageSign(*painter, QRectF(area.left(), area.center().y() - kSign / 2, kSign, kSign),
                         signOf(index));
        area.setLeft(area.left() + kSign + 6);
    }
    QFont font = option.font;
    font.setBold(kind == ImportReportModel::Kind::Input && index.column() == ImportReportModel::InputColumn);
    const QFontMetrics metrics(font);
    painter->save();
    painter->setFont(font);
    const bool second =
        kind == ImportReportModel::Kind::Sample || kind == ImportReportModel::Kind::Members ||
        index.column() == ImportReportModel::FormatColumn;
    painter->setPen(second ? colors.mutedText : colors.text);
    const QString text = index.data().toString().simplified();
    painter->drawText(area, index.data(Qt::TextAlignmentRole).toInt(),
                      metrics.elidedText(text, Qt::ElideRight, area.width()));
    painter->restore();
}

QSize ImportReportDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {0, std::max(24, option.fontMetrics.height() + 7)};
}

} // namespace tailrace
