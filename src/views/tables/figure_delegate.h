// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Paints the cells of a FigureTable. GUI thread only.

#include <QStyledItemDelegate>

namespace tailrace {

class FigureDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    [[nodiscard]] static int rowHeight(const QFontMetrics& metrics);
    /// Space that the first column needs beside its text, px.
    static constexpr int kChipRoom = 15;
};

} // namespace tailrace
