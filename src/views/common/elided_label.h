// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One line of plain text that ends in "…" where there is no room for all of it, instead of being cut through a
// letter. GUI thread only.

#include <QLabel>

namespace tailrace {

class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    using QLabel::QLabel;

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace tailrace
