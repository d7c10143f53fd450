// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A table of figures about spans: what it is about on the left beside the colour of its service, figures right
// aligned, with a bar behind those that are a share. A click or Enter on a row, or walking to it by keys, chooses its
// span. Its model has the roles of OperationTableModel. GUI thread only.

#include "model/trace/span_table.h"

#include <QTableView>

namespace tailrace {

class FigureTable : public QTableView
{
    Q_OBJECT

public:
    /// Figures are first sorted downwards, texts upwards. `model` must outlive the table.
    explicit FigureTable(QAbstractItemModel* model, QWidget* parent = nullptr);

    /// Selects a row without choosing its span; −1 for none.
    void showRow(int row);
    /// Rows that are selected, from top to bottom.
    [[nodiscard]] QList<int> selectedRowNumbers() const;
    /// Sorts as the header says now; for a model that was filled again.
    void sortAgain();
    /// What stands where there are no rows.
    void setEmptyText(const QString& text);

public slots:
    /// Selected rows (without any: all) as shown, to the clipboard.
    void copy() const;

signals:
    void spanChosen(tailrace::SpanIndex span);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyboardSearch(const QString& search) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void clickHeader(int column);
    void layOutColumns();
    void chooseCurrent();

    QString m_emptyText;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

} // namespace tailrace
