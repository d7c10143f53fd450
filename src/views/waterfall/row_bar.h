// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The line above the rows that says when they are not all of the trace: the way from the trace to the subtree in
// focus, each step a link back, and how many spans are hidden, with a link that shows them. Absent otherwise. GUI
// thread only.

#include "model/items/row_layout.h"

#include <QWidget>

class QLabel;

namespace tailrace {

class RowBar : public QWidget
{
    Q_OBJECT

public:
    explicit RowBar(QWidget* parent = nullptr);

    /// Says what the rows are; whether there is anything to say is told by isWanted().
    void setRows(const RowLayout& rows);
    [[nodiscard]] bool isWanted() const { return m_isWanted; }
    /// What stands there, as plain text: "trace › payment: Charge Card", "12 spans hidden".
    [[nodiscard]] QString crumbs() const;
    [[nodiscard]] QString hiddenText() const;
    [[nodiscard]] QSize sizeHint() const override;

signals:
    /// Wants to go back to the first `steps` subtrees in focus; 0 = the trace.
    void leaveWanted(int steps);
    void showAllWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void followLink(const QString& link);

    QLabel* m_crumbs;
    QLabel* m_hidden;
    bool m_isWanted = false;
};

} // namespace tailrace
