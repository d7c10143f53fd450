// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A horizontal header that keeps out of the way: muted text on the window's colour, a line below, a small triangle
// beside the text of the column that is sorted by. GUI thread only.

#include <QHeaderView>

namespace tailrace {

class FlatHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit FlatHeader(QWidget* parent = nullptr);

    /// Space at both sides of a section's text, px; cells that line up with it use the same.
    static constexpr int kPadding = 10;

    /// Space before the text of a section, px: more where it would touch right-aligned text of the section before.
    [[nodiscard]] static int indent(const QAbstractItemModel& model, int section);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
};

} // namespace tailrace
