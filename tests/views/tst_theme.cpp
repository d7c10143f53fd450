// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/theme.h"

#include <QApplication>
#include <QLabel>
#include <QPixmap>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <array>
#include <cmath>

using namespace tailrace;

namespace {

using Rgb = std::array<double, 3>;

Rgb linear(const QColor& color)
{
    const auto channel = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return {channel(color.redF()), channel(color.greenF()), channel(color.blueF())};
}

/// OKLab (Ottosson 2020), in which distances follow what people see.
Rgb okLab(const Rgb& c)
{
    const double l = std::cbrt(0.4122214708 * c[0] + 0.5363325363 * c[1] + 0.0514459929 * c[2]);
    const double m = std::cbrt(0.2119034982 * c[0] + 0.6806995451 * c[1] + 0.1073969566 * c[2]);
    const double s = std::cbrt(0.0883024619 * c[0] + 0.2817188376 * c[1] + 0.6299787005 * c[2]);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

/// Full dichromacy after Machado, Oliveira and Fernandes (2009), severity 1.0.
using Matrix = std::array<Rgb, 3>;
constexpr Matrix kNormal{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix kProtanopia{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeuteranopia{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritanopia{
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};

Rgb seen(const QColor& color, const Matrix& eye)
{
    const Rgb c = linear(color);
    Rgb out{};
    for (std::size_t i = 0; i < 3; ++i)
        out[i] = std::clamp(eye[i][0] * c[0] + eye[i][1] * c[1] + eye[i][2] * c[2], 0.0, 1.0);
    return okLab(out);
}

double distance(const QColor& a, const QColor& b, const Matrix& eye)
{
    const Rgb x = seen(a, eye);
    const Rgb y = seen(b, eye);
    return std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(); }
    void serviceColorsDifferForEveryEye_data();
    void serviceColorsDifferForEveryEye();
    void textIsReadable_data();
    void textIsReadable();
    void aServiceHasOneColourInATheme();
    void servicesOfTheSamplesDiffer();
    void changingTheModeIsToldAndTakesThePalette();
    void textIsDrawnOnThisMachine();
};

void ThemeTest::serviceColorsDifferForEveryEye_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void ThemeTest::serviceColorsDifferForEveryEye()
{
    QFETCH(bool, dark);
    Theme::instance().setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
    const ThemeColors& colors = Theme::instance().colors();
    for (int i = 0; i < kServiceColors; ++i) {
        const QColor color = serviceTableColor(i, dark);
        QVERIFY2(contrast(color, colors.base) >= 3, qPrintable(color.name()));
        QVERIFY2(contrast(Theme::instance().textOn(color), color) >= 3.8, qPrintable(color.name()));
        for (int j = 0; j <= i; ++j) {
            const QColor other = j == i ? colors.error : serviceTableColor(j, dark);
            const QByteArray pair = (color.name() + u' ' + other.name()).toUtf8();
            QVERIFY2(distance(color, other, kNormal) >= 0.08, pair.constData());
            for (const Matrix& eye : {kProtanopia, kDeuteranopia, kTritanopia})
                QVERIFY2(distance(color, other, eye) >= 0.048, pair.constData());
        }
    }
}

void ThemeTest::textIsReadable_data()
{
    serviceColorsDifferForEveryEye_data();
}

void ThemeTest::textIsReadable()
{
    QFETCH(bool, dark);
    Theme::instance().setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
    const ThemeColors& c = Theme::instance().colors();
    for (const QColor& background : {c.base, c.alternateBase, c.window, c.selection, c.hover}) {
        QVERIFY(contrast(c.text, background) >= 7);
        QVERIFY(contrast(c.mutedText, background) >= 4.5);
        QVERIFY(contrast(c.error, background) >= 4);
        QVERIFY(contrast(c.warning, background) >= 4);
        QVERIFY(contrast(c.accent, background) >= 4);
    }
}

void ThemeTest::aServiceHasOneColourInATheme()
{
    Theme& theme = Theme::instance();
    theme.setMode(ThemeMode::Light);
    const QColor light = theme.serviceColor("payment");
    QCOMPARE(theme.serviceColor(std::string("pay") + "ment"), light);
    theme.setMode(ThemeMode::Dark);
    QVERIFY(theme.serviceColor("payment") != light);
    theme.setMode(ThemeMode::Light);
    QCOMPARE(theme.serviceColor("payment"), light);
}

void ThemeTest::servicesOfTheSamplesDiffer()
{
    const QStringList services = QString::fromLatin1("api-gateway auth cart cart-db payment inventory orders "
                                                     "recommendations notifications")
                                     .split(u' ');
    QSet<QRgb> colors;
    for (const QString& service : services)
        colors.insert(Theme::instance().serviceColor(service.toStdString()).rgb());
    QCOMPARE(colors.size(), services.size());
}

void ThemeTest::changingTheModeIsToldAndTakesThePalette()
{
    Theme& theme = Theme::instance();
    theme.setMode(ThemeMode::Light);
    QSignalSpy spy(&theme, &Theme::changed);
    theme.setMode(ThemeMode::Dark);
    QCOMPARE(spy.count(), 1);
    QVERIFY(theme.isDark());
    QCOMPARE(QApplication::palette().color(QPalette::Base), theme.colors().base);
    theme.setMode(ThemeMode::System);
    QCOMPARE(QApplication::palette().color(QPalette::Base), theme.colors().base);
    theme.setMode(ThemeMode::Light);
}

void ThemeTest::textIsDrawnOnThisMachine()
{
    QLabel label(QStringLiteral("POST /checkout"));
    label.setFont(QApplication::font());
    label.resize(200, 30);
    const QImage image = label.grab().toImage();
    int dark = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            dark += image.pixelColor(x, y).lightness() < 128 ? 1 : 0;
    QVERIFY2(dark > 50, "no font drew anything");
}

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
