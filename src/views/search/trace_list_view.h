// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The list of traces on screen: one row a trace, sorted by a click on a header. Several can be selected; one of them is
// the current one. Enter or a double click opens. GUI thread only.

#include "model/items/trace_list_model.h"

#include <QTableView>

#include <optional>

namespace tailrace {

class TraceListDelegate;

class TraceListView : public QTableView
{
    Q_OBJECT

public:
    /// `model` must outlive the view.
    explicit TraceListView(TraceListModel* model, QWidget* parent = nullptr);

    /// The selected trace, or nullptr when there is none or it is still being fetched.
    [[nodiscard]] const TraceSummary* currentTrace() const;
    /// Rows that are selected, in the order of the list.
    [[nodiscard]] QList<int> selectedRows() const;
    /// What is to stay in place when the list grows. Nothing before somebody has touched the list: then the first
    /// row stays selected, whichever it is.
    [[nodiscard]] TraceListModel::Place place() const;
    /// What stands where there are no rows.
    void setEmptyText(const QString& text);

signals:
    void openRequested(tailrace::TraceId id);
    /// Another row is selected, or the selected one has been fetched.
    void currentTraceChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyboardSearch(const QString& search) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void clickHeader(int column);
    void showOrder();
    void selectFirst();
    void keepTop(int row);
    void selectRow(int row);
    void setHoveredRow(int row);
    void layOutColumns();
    void updateMetrics();

    TraceListModel* m_model;
    TraceListDelegate* m_delegate;
    QString m_emptyText;
    int m_hoveredRow = -1;
    bool m_columnsAreOurs = true; // until the user drags one
    bool m_layingOut = false;
    bool m_touched = false; // by its reader, since it was filled
};

} // namespace tailrace
