// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/theme.h"

#include "model/base/hash.h"
#include "views/common/style.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QPalette>
#include <QTimer>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace tailrace {

namespace {

struct ServicePair {
    QRgb light;
    QRgb dark;
};

// Found by optimising, over both themes at once: every two colours are at least 0.08 apart in OKLab for normal
// vision and 0.05 for simulated protanopia, deuteranopia and tritanopia, and so is each from the error red;
// contrast with the background is at least 3. Hues between 350° and 48° (reds) are left to errors.
constexpr std::array<ServicePair, kServiceColors> kServiceTable{{
    {0xFF5296E9, 0xFF5490DB}, // blue
    {0xFFC46702, 0xFFEAA675}, // orange
    {0xFF076F90, 0xFF72D5FF}, // petrol
    {0xFF745E11, 0xFFE3C563}, // olive
    {0xFF396948, 0xFF8BDDA3}, // pine
    {0xFF984977, 0xFFD784B2}, // plum
    {0xFF88988A, 0xFF88978A}, // sage
    {0xFF673F9D, 0xFFC1A0FA}, // violet
    {0xFF676CBF, 0xFF979ED4}, // indigo
    {0xFFC08906, 0xFFB6820F}, // amber
    {0xFF877B9A, 0xFFC9C1D7}, // mauve
    {0xFFB77AC5, 0xFFAA76B5}, // orchid
    {0xFF358C67, 0xFF97C0AB}, // jade
    {0xFF64A25B, 0xFF65A45B}, // green
}};

// Among many seeds one with which the services of the bundled samples and of the well-known demo shops differ from
// each other. Changing it changes the colour of every service everywhere.
constexpr std::uint64_t kServiceSeed = 41'526'412;

ThemeColors lightColors()
{
    return {.window = QColor(0xF5F5F4),
            .base = QColor(0xFFFFFF),
            .alternateBase = QColor(0xF7F7F6),
            .text = QColor(0x1B1F24),
            .mutedText = QColor(0x5F6670),
            .line = QColor(0xE2E2DF),
            .accent = QColor(0x2B6BDD),
            .selection = QColor(0xDFEAFC),
            .hover = QColor(0xEEF3FB),
            .error = QColor(0xC62828),
            .warning = QColor(0x9A6200),
            .barText = QColor(0xFFFFFF)};
}

ThemeColors darkColors()
{
    return {.window = QColor(0x272A30),
            .base = QColor(0x1F2226),
            .alternateBase = QColor(0x24272C),
            .text = QColor(0xE7E9EC),
            .mutedText = QColor(0xA5ACB6),
            .line = QColor(0x373B42),
            .accent = QColor(0x78A6FB),
            .selection = QColor(0x2C3B57),
            .hover = QColor(0x2A303A),
            .error = QColor(0xFF6B62),
            .warning = QColor(0xE2AC48),
            .barText = QColor(0x14171B)};
}

QPalette paletteOf(const ThemeColors& c, bool dark)
{
    QPalette palette;
    const auto all = [&palette](QPalette::ColorRole role, const QColor& color) { palette.setColor(role, color); };
    const QColor button = dark ? QColor(0x32363D) : QColor(0xFCFCFB);
    all(QPalette::Window, c.window);
    all(QPalette::WindowText, c.text);
    all(QPalette::Base, c.base);
    all(QPalette::AlternateBase, c.alternateBase);
    all(QPalette::ToolTipBase, dark ? QColor(0x30343B) : QColor(0xFFFFFF));
    all(QPalette::ToolTipText, c.text);
    all(QPalette::PlaceholderText, c.mutedText);
    all(QPalette::Text, c.text);
    all(QPalette::Button, button);
    all(QPalette::ButtonText, c.text);
    all(QPalette::BrightText, c.error);
    all(QPalette::Light, dark ? QColor(0x3F444C) : QColor(0xFFFFFF));
    all(QPalette::Midlight, dark ? QColor(0x373B42) : QColor(0xF0F0EE));
    all(QPalette::Mid, dark ? QColor(0x1A1C20) : QColor(0xC9C9C5));
    all(QPalette::Dark, dark ? QColor(0x15171A) : QColor(0xA5A5A0));
    all(QPalette::Shadow, dark ? QColor(Qt::black) : QColor(0x76766F));
    all(QPalette::Highlight, c.selection);
    all(QPalette::HighlightedText, c.text);
    all(QPalette::Link, c.accent);
    all(QPalette::LinkVisited, c.accent);
    const QColor faint = dark ? QColor(0x6A7078) : QColor(0xA0A5AB);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                           QPalette::HighlightedText, QPalette::PlaceholderText})
        palette.setColor(QPalette::Disabled, role, faint);
    palette.setColor(QPalette::Disabled, QPalette::Base, c.window);
    return palette;
}

/// Relative luminance, WCAG 2.
double luminance(const QColor& color)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// The desktop's font if it names one; else the first good one of what is installed. Whatever the machine has,
/// the last resort is Qt's own choice, which always finds something that draws.
QFont interfaceFont()
{
    static const QStringList kPreferred{QStringLiteral("Inter"),      QStringLiteral("Noto Sans"),
                                        QStringLiteral("Open Sans"),  QStringLiteral("Cantarell"),
                                        QStringLiteral("Ubuntu"),     QStringLiteral("Liberation Sans"),
                                        QStringLiteral("DejaVu Sans")};
    static const QStringList kGeneric{QString(), QStringLiteral("Sans"), QStringLiteral("Sans Serif"),
                                      QStringLiteral("sans-serif"), QStringLiteral("Helvetica")};
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    if (kGeneric.contains(font.family())) {
        const QStringList installed = QFontDatabase::families();
        for (const QString& family : kPreferred) {
            if (installed.contains(family)) {
                font.setFamily(family);
                break;
            }
        }
        // DejaVu and Liberation run wide and large; one size below looks like the others.
        if (font.pointSizeF() > 0)
            font.setPointSizeF(std::clamp(font.pointSizeF(), 9.0, 11.0));
    }
    font.setHintingPreference(QFont::PreferVerticalHinting);
    return font;
}

} // namespace

Theme& Theme::instance()
{
    // Lives as long as the process; leaving it to the exit avoids any order of destruction against QApplication.
    static auto* const theme = new Theme;
    return *theme;
}

Theme::Theme()
    : m_colors(lightColors())
{
}

void Theme::setMode(ThemeMode mode)
{
    m_mode = mode;
    if (m_applied)
        update();
}

QColor Theme::serviceColor(std::string_view service) const
{
    return serviceTableColor(static_cast<int>(hashBytes(service, kServiceSeed) % kServiceColors), m_dark);
}

QColor Theme::textOn(const QColor& background) const
{
    static const QColor kDarkInk(0x14171B);
    const QColor light = Qt::white;
    return contrast(light, background) >= std::min(3.8, contrast(kDarkInk, background)) ? light : kDarkInk;
}

void Theme::apply()
{
    QApplication::setStyle(new Style);
    QApplication::setFont(interfaceFont());
    if (!m_applied)
        qApp->installEventFilter(this);
    m_applied = true;
    update();
}

QFont Theme::smallFont() const
{
    QFont font = QApplication::font();
    if (font.pointSizeF() > 0)
        font.setPointSizeF(std::max(font.pointSizeF() - 1, 6.5));
    return font;
}

QFont Theme::codeFont() const
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(std::max(QApplication::font().pointSizeF() - 0.5, 6.5));
    return font;
}

bool Theme::eventFilter(QObject* watched, QEvent* event)
{
    // Sent to windows when the desktop changes its colours.
    if (event->type() == QEvent::ThemeChange && m_mode == ThemeMode::System)
        QTimer::singleShot(0, this, &Theme::update);
    return QObject::eventFilter(watched, event);
}

void Theme::update()
{
    if (m_mode == ThemeMode::System) {
        // An empty palette resolves to the desktop's, whose lightness is all that is asked of it.
        QApplication::setPalette(QPalette());
        m_dark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    } else {
        m_dark = m_mode == ThemeMode::Dark;
    }
    m_colors = m_dark ? darkColors() : lightColors();
    const QPalette palette = paletteOf(m_colors, m_dark);
    QApplication::setPalette(palette);
    QPalette progress = palette;
    progress.setColor(QPalette::Highlight, m_colors.accent);
    QApplication::setPalette(progress, "QProgressBar");
    QToolTip::setPalette(palette);
    emit changed();
}

QColor serviceTableColor(int index, bool dark)
{
    const ServicePair& pair = kServiceTable.at(static_cast<std::size_t>(index));
    return QColor::fromRgb(dark ? pair.dark : pair.light);
}

double contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace tailrace
