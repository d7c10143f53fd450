// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The services of a trace with their colours, in as many lines as they need, up to a limit; beyond it they are
// counted. For views that have no other place to say which colour is which service. GUI thread only.

#include "model/trace/span_table.h"

#include <QWidget>

namespace tailrace {

class LegendStrip : public QWidget
{
    Q_OBJECT

public:
    explicit LegendStrip(int mostLines, QWidget* parent = nullptr);

    void setTable(SpanTablePtr table);
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    /// px; 0 without services.
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRect area(int width, int lines) const;
    [[nodiscard]] int linesFor(int width) const;

    int m_mostLines;
    SpanTablePtr m_table;
};

} // namespace tailrace
