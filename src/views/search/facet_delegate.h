// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Paints facets: the fields as muted headings, each value with a bar and its count. GUI thread only.

#include <QStyledItemDelegate>

namespace tailrace {

class FacetDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace tailrace
