// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/ruler.h"

#include <QSet>
#include <QTest>

#include <random>

using namespace tailrace;

namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kS = 1'000 * kMs;
constexpr std::int64_t kMin = 60 * kS;
constexpr std::int64_t kHour = 60 * kMin;

double width(const QString& text)
{
    return 7.0 * static_cast<double>(text.size());
}

QStringList labels(std::int64_t from, std::int64_t to, double pixels)
{
    const std::int64_t origin = 1'795'342'447'318'000'123;
    QStringList texts;
    for (const RulerTick& tick : rulerTicks({{origin + from, origin + to}, 300, pixels}, origin, width))
        texts << tick.label;
    return texts;
}

QStringList list(const char* texts)
{
    return QString::fromUtf8(texts).split(QStringLiteral(", "));
}

} // namespace

class RulerTest : public QObject
{
    Q_OBJECT

private slots:
    void stepsAreRound_data();
    void stepsAreRound();
    void labelsTellTimeAsPeopleDo_data();
    void labelsTellTimeAsPeopleDo();
    void deepZoomNamesEveryDigit();
    void ticksLieInViewWithoutOverlap();
};

void RulerTest::stepsAreRound_data()
{
    QTest::addColumn<qint64>("minimum");
    QTest::addColumn<qint64>("step");
    QTest::newRow("one") << qint64(0) << qint64(1);
    QTest::newRow("two") << qint64(2) << qint64(2);
    QTest::newRow("three") << qint64(3) << qint64(5);
    QTest::newRow("µs") << qint64(501) << qint64(1'000);
    QTest::newRow("ms") << qint64(123 * kMs) << qint64(200 * kMs);
    QTest::newRow("5 s") << qint64(3 * kS) << qint64(5 * kS);
    QTest::newRow("10 s") << qint64(6 * kS) << qint64(10 * kS);
    QTest::newRow("half a minute") << qint64(11 * kS) << qint64(30 * kS);
    QTest::newRow("half an hour") << qint64(11 * kMin) << qint64(30 * kMin);
    QTest::newRow("6 h") << qint64(3 * kHour) << qint64(6 * kHour);
    QTest::newRow("10 d") << qint64(121 * kHour) << qint64(240 * kHour);
    QTest::newRow("20 d") << qint64(241 * kHour) << qint64(480 * kHour);
}

void RulerTest::stepsAreRound()
{
    QFETCH(qint64, minimum);
    QFETCH(qint64, step);
    QCOMPARE(roundStep(minimum), step);
}

void RulerTest::labelsTellTimeAsPeopleDo_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("to");
    QTest::addColumn<double>("pixels");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("checkout") << qint64(0) << qint64(2'496 * kMs) << 700.0
                              << list("0 ms, 500 ms, 1.0 s, 1.5 s, 2.0 s");
    QTest::newRow("one unit") << qint64(0) << qint64(450 * kMs) << 500.0
                              << list("0 ms, 100 ms, 200 ms, 300 ms, 400 ms");
    QTest::newRow("µs below a ms") << qint64(0) << qint64(1'100'000) << 600.0
                                   << list("0 µs, 200 µs, 400 µs, 600 µs, 800 µs, 1.0 ms");
    QTest::newRow("ns") << qint64(10) << qint64(50) << 500.0 << list("10 ns, 20 ns, 30 ns, 40 ns, 50 ns");
    QTest::newRow("minutes") << qint64(0) << qint64(4 * kMin) << 800.0
                             << list("0 s, 30 s, 1 min, 1 min 30 s, 2 min, 2 min 30 s, 3 min, 3 min 30 s, 4 min");
    QTest::newRow("hours") << qint64(0) << qint64(3 * kHour) << 700.0
                           << list("0 min, 30 min, 1 h, 1 h 30 min, 2 h, 2 h 30 min, 3 h");
    QTest::newRow("before the start") << qint64(-200 * kMs) << qint64(250 * kMs) << 500.0
                                      << list("−200 ms, −100 ms, 0 ms, 100 ms, 200 ms");
}

void RulerTest::labelsTellTimeAsPeopleDo()
{
    QFETCH(qint64, from);
    QFETCH(qint64, to);
    QFETCH(double, pixels);
    QFETCH(QStringList, expected);
    QCOMPARE(labels(from, to, pixels), expected);
}

void RulerTest::deepZoomNamesEveryDigit()
{
    QCOMPARE(labels(1'234'567'800, 1'234'567'890, 500), list("1,234,567.80 µs, 1,234,567.85 µs"));
    QCOMPARE(tickLabel(1'234'567'000, 1'000), QStringLiteral("1,234.567 ms"));
    QCOMPARE(tickLabel(1'234'000'000, kMs), QStringLiteral("1.234 s"));
}

void RulerTest::ticksLieInViewWithoutOverlap()
{
    std::mt19937_64 random(11);
    for (int i = 0; i < 3000; ++i) {
        const auto start = static_cast<std::int64_t>(random() % (40 * 24 * static_cast<std::uint64_t>(kHour)));
        const std::int64_t length = std::int64_t(1) << (6 + random() % 49);
        const double pixels = 50 + static_cast<double>(random() % 2000);
        const TimeScale scale{{start, start + length}, 0, pixels};
        const std::vector<RulerTick> ticks = rulerTicks(scale, 0, width);
        QSet<QString> seen;
        double freeFrom = -1;
        for (const RulerTick& tick : ticks) {
            QVERIFY(tick.timeNs >= start && tick.timeNs <= start + length);
            QVERIFY2(tick.x >= freeFrom, qPrintable(tick.label));
            freeFrom = tick.x + width(tick.label);
            QVERIFY2(!seen.contains(tick.label), qPrintable(tick.label));
            seen.insert(tick.label);
        }
        if (pixels > 700)
            QVERIFY2(ticks.size() >= 2, qPrintable(QString::number(length)));
    }
}

QTEST_APPLESS_MAIN(RulerTest)
#include "tst_ruler.moc"
