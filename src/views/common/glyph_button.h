// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A small flat button with a painted sign, for places where an icon theme cannot be relied upon. GUI thread only.

#include <QAbstractButton>

namespace tailrace {

class GlyphButton : public QAbstractButton
{
    Q_OBJECT

public:
    enum class Glyph { Close, Up, Down };

    explicit GlyphButton(Glyph glyph, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    Glyph m_glyph;
};

} // namespace tailrace
