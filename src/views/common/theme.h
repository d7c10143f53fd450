// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Colours and fonts of the whole window, light and dark. One accent colour; services by colour; red only for
// errors. GUI thread only.

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>
#include <QString>

#include <string_view>

namespace tailrace {

enum class ThemeMode { System, Light, Dark };

struct ThemeColors {
    QColor window;        ///< chrome: menu bar, tab bar, headers
    QColor base;          ///< content background
    QColor alternateBase; ///< every second row
    QColor text;
    QColor mutedText; ///< second weight: services beside names, units, hints
    QColor line;      ///< separators and grid
    QColor accent;    ///< links, focus, selection frame
    QColor selection; ///< background of selected rows
    QColor hover;
    QColor error;
    QColor warning;
    QColor barText; ///< label inside a coloured bar
};

class Theme : public QObject
{
    Q_OBJECT

public:
    /// The theme of the application; made on first use.
    static Theme& instance();

    void setMode(ThemeMode mode);
    [[nodiscard]] ThemeMode mode() const { return m_mode; }
    [[nodiscard]] bool isDark() const { return m_dark; }
    [[nodiscard]] const ThemeColors& colors() const { return m_colors; }
    /// The colour of a service: a hash of its name picks it from a colour-blind-safe table; the same everywhere.
    [[nodiscard]] QColor serviceColor(std::string_view service) const;
    /// The colour, near white or near black, in which text on `background` is read best.
    [[nodiscard]] QColor textOn(const QColor& background) const;
    /// Sets style, palette and fonts of the application. Call once after QApplication is made.
    void apply();
    /// The application's font for text of second rank (labels in bars, hints): a little smaller.
    [[nodiscard]] QFont smallFont() const;
    /// A fixed-width font that goes with the application's.
    [[nodiscard]] QFont codeFont() const;

signals:
    /// Colours have changed; repaint.
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Theme();
    void update();

    ThemeMode m_mode = ThemeMode::System;
    bool m_dark = false;
    bool m_applied = false;
    ThemeColors m_colors;
};

/// The colours of the application's theme.
[[nodiscard]] inline const ThemeColors& themeColors()
{
    return Theme::instance().colors();
}

/// Number of colours in the table of services.
inline constexpr int kServiceColors = 14;
/// Colour `index` of the table, 0 … kServiceColors − 1.
[[nodiscard]] QColor serviceTableColor(int index, bool dark);
/// WCAG 2 contrast of two opaque colours, 1 … 21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);

} // namespace tailrace
