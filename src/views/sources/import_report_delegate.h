// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Paints the rows of the import report: inputs with their counts, problems with the sign of their severity, places
// in the second weight. GUI thread only.

#include <QStyledItemDelegate>

namespace tailrace {

class ImportReportDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace tailrace
