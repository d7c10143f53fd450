// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A vertical scroll bar with ticks that say where something lies in the list it scrolls. GUI thread only.

#include <QScrollBar>

#include <vector>

namespace tailrace {

class MarkedScrollBar : public QScrollBar
{
    Q_OBJECT

public:
    explicit MarkedScrollBar(QWidget* parent = nullptr);

    /// Shares of the list's height, 0 … 1.
    void setMarks(std::vector<double> marks);
    [[nodiscard]] const std::vector<double>& marks() const { return m_marks; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<double> m_marks;
};

} // namespace tailrace
