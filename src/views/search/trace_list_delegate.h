// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Paints the rows of the list of traces: name with its service, duration with a bar, errors in red, services as
// coloured squares. All rows are of one height. GUI thread only.

#include <QStyledItemDelegate>

namespace tailrace {

struct ThemeColors;
struct TraceSummary;

class TraceListDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit TraceListDelegate(QObject* parent = nullptr);

    /// The row under the mouse; -1 = none.
    void setHoveredRow(int row) { m_hoveredRow = row; }
    /// Height of every row in px.
    [[nodiscard]] static int rowHeight(const QFontMetrics& metrics);
    /// Width of the text part of the duration column in px.
    [[nodiscard]] static int durationTextWidth(const QFontMetrics& metrics);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int m_hoveredRow = -1;
};

} // namespace tailrace
