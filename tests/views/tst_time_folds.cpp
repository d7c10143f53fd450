// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/time_folds.h"

#include "views/common/coordinates.h"
#include "views/common/ruler.h"
#include "views/common/time_axis.h"

#include <QTest>

#include <limits>
#include <random>

using namespace tailrace;

namespace {

constexpr std::int64_t kStart = 1'795'342'447'318'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHour = 3600 * kSecond;

/// A second of work, an hour of waiting, a second of work.
TimeFolds anHour()
{
    return TimeFolds({{kStart + kSecond, kStart + kSecond + kHour}});
}

std::vector<TimeRange> randomFolds(std::mt19937_64& random, std::int64_t length)
{
    std::vector<TimeRange> folds;
    for (unsigned i = 0; i < random() % 12; ++i) {
        const auto at = kStart + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(length));
        folds.push_back(
            {at, at + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(length / 6 + 1))});
    }
    return folds;
}

} // namespace

class TimeFoldsTest : public QObject
{
    Q_OBJECT

private slots:
    void rangesAreSortedAndOverlapsJoined();
    void aFoldTakesTheSamePixelsAtEveryZoom();
    void singleNanosecondsBesideAFoldAreToldApart();
    void timesAndPixelsRoundTrip();
    void pixelsNeverGoBackwards();
    void foldsNeverTakeTheWholeScale();
    void theEndsOfInt64AreHarmless();
    void zoomAndPanKeepTheAnchor();
    void theViewStaysInTheWholeAndKeepsRoom();
    void unfoldingOneLeavesTheOthers();
    void foldingMakesRoomForLabelsInProportion();
    void noTickLiesInAFold();
};

void TimeFoldsTest::rangesAreSortedAndOverlapsJoined()
{
    const TimeFolds folds({{50, 60}, {10, 20}, {15, 30}, {40, 40}, {30, 35}});
    QCOMPARE(folds.ranges(), (std::vector<TimeRange>{{10, 30}, {30, 35}, {50, 60}}));
    QVERIFY(!folds.at(9) && !folds.at(35) && !folds.at(60));
    QCOMPARE(folds.at(10).value(), std::size_t(0));
    QCOMPARE(folds.at(30).value(), std::size_t(1));
    QCOMPARE(folds.at(59).value(), std::size_t(2));
    QCOMPARE(folds.openNs(0, 100), std::int64_t(65));
    QCOMPARE(folds.openNs(100, 0), std::int64_t(-65));
    QCOMPARE(folds.openNs(12, 55), std::int64_t(15));
    QCOMPARE(folds.foldsBetween(0, 100), 3.0);
    QCOMPARE(folds.foldsBetween(20, 10), -0.5);
}

void TimeFoldsTest::aFoldTakesTheSamePixelsAtEveryZoom()
{
    const TimeFolds folds = anHour();
    for (const std::int64_t around : {kSecond, kSecond / 1000, std::int64_t(400)}) {
        const TimeScale scale{{kStart + kSecond - around, kStart + kSecond + kHour + around}, 0, 1000, &folds};
        const double width = xOf(kStart + kSecond + kHour, scale) - xOf(kStart + kSecond, scale);
        QVERIFY(std::abs(width - folds.pixels(1000)) < 1e-6);
        QVERIFY(std::abs(xOf(kStart + kSecond, scale) - (1000 - width) / 2) < 1e-6);
    }
}

void TimeFoldsTest::singleNanosecondsBesideAFoldAreToldApart()
{
    const TimeFolds folds = anHour();
    const std::int64_t edge = kStart + kSecond + kHour;
    const TimeScale scale{{kStart + kSecond - 100, edge + 100}, 0, 1000, &folds};
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(timeAt(xOf(edge + i, scale), scale), edge + i);
        QCOMPARE(timeAt(xOf(kStart + kSecond - i, scale), scale), kStart + kSecond - i);
    }
}

void TimeFoldsTest::timesAndPixelsRoundTrip()
{
    std::mt19937_64 random(5);
    for (int round = 0; round < 200; ++round) {
        const std::int64_t length = 1'000'000 + static_cast<std::int64_t>(random() % (10 * kHour));
        const TimeFolds folds(randomFolds(random, length));
        const TimeScale scale{{kStart, kStart + length}, 200, 1300, &folds};
        QVERIFY(std::abs(xOf(scale.visible.startNs, scale) - 200) < 1e-6);
        QVERIFY(std::abs(xOf(scale.visible.endNs, scale) - 1500) < 1e-3);
        for (int i = 0; i < 50; ++i) {
            const double x = 200 + static_cast<double>(random() % 13000) / 10;
            QVERIFY(std::abs(xOf(timeAt(x, scale), scale) - x) < 0.51 * std::max(scale.pixelsPerNs(), 0.01));
        }
    }
}

void TimeFoldsTest::pixelsNeverGoBackwards()
{
    std::mt19937_64 random(6);
    const TimeFolds folds(randomFolds(random, kHour));
    const TimeScale scale{{kStart + 7, kStart + kHour / 2}, 0, 900, &folds};
    double before = -1e9;
    for (std::int64_t time = kStart; time < kStart + kHour; time += kHour / 5000) {
        const double x = xOf(time, scale);
        QVERIFY(x >= before);
        before = x;
    }
}

void TimeFoldsTest::foldsNeverTakeTheWholeScale()
{
    std::vector<TimeRange> many;
    for (int i = 0; i < 500; ++i)
        many.push_back({i * 100, i * 100 + 99});
    const TimeFolds folds(many);
    for (const double width : {0.0, 1.0, 120.0, 1900.0})
        QVERIFY(folds.pixels(width) * 500 <= 0.4 * width + 1e-9);
}

void TimeFoldsTest::theEndsOfInt64AreHarmless()
{
    constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
    const TimeFolds folds({{kMin, -5}, {5, kMax}, {kMax, kMin}});
    const TimeScale scale{{kMin, kMax}, 0, 1000, &folds};
    for (const std::int64_t time : {kMin, std::int64_t(-6), std::int64_t(0), std::int64_t(6), kMax}) {
        const double x = xOf(time, scale);
        QVERIFY(x >= -kOutsidePixels && x <= 1000 + kOutsidePixels);
    }
    for (const double x : {-1e9, 0.0, 500.0, 1000.0, 1e9})
        (void)timeAt(x, scale);
}

void TimeFoldsTest::zoomAndPanKeepTheAnchor()
{
    TimeAxis axis;
    axis.setPixelWidth(1000);
    axis.setTrace(kStart, kHour + 2 * kSecond);
    axis.setFolds(anHour().ranges());
    const auto scale = [&axis] { return TimeScale{axis.visible(), 0, 1000, axis.folds().get()}; };
    const std::int64_t anchor = kStart + kSecond + kHour + 400'000'000;
    for (int i = 0; i < 40; ++i) {
        const double x = xOf(anchor, scale());
        axis.zoomByWheel(anchor, 1);
        QVERIFY2(std::abs(xOf(anchor, scale()) - x) < 2, qPrintable(QString::number(i)));
    }
    // An hour is passed in some fifty pixels.
    axis.showWhole();
    axis.zoomAt(kStart, 4);
    const double x = xOf(kStart + kSecond, scale());
    axis.pan(0.1);
    QVERIFY(std::abs(xOf(kStart + kSecond, scale()) - (x - 100)) < 1);
    axis.pan(-0.1);
    QVERIFY(std::abs(xOf(kStart + kSecond, scale()) - x) < 1);
    for (int i = 0; i < 100; ++i)
        axis.zoomByWheel(anchor, -1);
    QVERIFY(axis.showsWhole());
}

void TimeFoldsTest::theViewStaysInTheWholeAndKeepsRoom()
{
    std::mt19937_64 random(9);
    for (int round = 0; round < 60; ++round) {
        TimeAxis axis;
        axis.setPixelWidth(1 + static_cast<int>(random() % 2000));
        const std::int64_t length = 1 + static_cast<std::int64_t>(random() % (1ULL << (round % 45)));
        axis.setTrace(kStart, length);
        for (int i = 0; i < 100; ++i) {
            const auto at = kStart + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(length));
            switch (random() % 6) {
            case 0:
                axis.setFolds(randomFolds(random, length));
                break;
            case 1:
                axis.zoomByWheel(at, static_cast<double>(random() % 60) - 20);
                break;
            case 2:
                axis.pan(static_cast<double>(random() % 40) / 10 - 2);
                break;
            case 3:
                axis.unfoldAt(at);
                break;
            case 4:
                axis.panNs(at - kStart - length / 2);
                break;
            default:
                axis.fit(at, static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(length)));
            }
            QVERIFY(axis.visible().startNs >= axis.whole().startNs);
            QVERIFY(axis.visible().endNs <= axis.whole().endNs);
            const TimeScale scale{axis.visible(), 0, 1000, axis.folds().get()};
            QVERIFY(scale.pixelsPerNs() > 0);
            if (axis.folds() != nullptr)
                QVERIFY(axis.folds()->openNs(axis.visible().startNs, axis.visible().endNs) > 0);
        }
    }
}

void TimeFoldsTest::unfoldingOneLeavesTheOthers()
{
    TimeAxis axis;
    axis.setTrace(0, 1000);
    axis.setFolds({{100, 200}, {500, 900}});
    axis.unfoldAt(300);
    QCOMPARE(axis.folds()->ranges().size(), std::size_t(2));
    axis.unfoldAt(150);
    QCOMPARE(axis.folds()->ranges(), (std::vector<TimeRange>{{500, 900}}));
    axis.unfoldAt(899);
    QVERIFY(axis.folds() == nullptr);
    QVERIFY(axis.showsWhole());
}

void TimeFoldsTest::foldingMakesRoomForLabelsInProportion()
{
    TimeAxis axis;
    axis.setTrace(kStart, kHour + 2 * kSecond);
    const std::int64_t before = axis.whole().endNs;
    axis.setFolds(anHour().ranges());
    QVERIFY(axis.showsWhole());
    QVERIFY(axis.whole().endNs - axis.trace().endNs < kSecond);
    axis.setFolds(std::vector<TimeRange>());
    QCOMPARE(axis.whole().endNs, before);
    QVERIFY(axis.showsWhole());
}

void TimeFoldsTest::noTickLiesInAFold()
{
    const TimeFolds folds = anHour();
    const TimeScale scale{{kStart, kStart + kHour + 2 * kSecond}, 0, 1000, &folds};
    const auto ticks = rulerTicks(scale, kStart, [](const QString& text) { return 7.0 * text.size(); });
    QVERIFY(ticks.size() >= 6);
    int after = 0;
    for (const RulerTick& tick : ticks) {
        QVERIFY(!folds.at(tick.timeNs));
        after += tick.timeNs >= kStart + kSecond + kHour ? 1 : 0;
    }
    QVERIFY(after >= 3);
}

QTEST_GUILESS_MAIN(TimeFoldsTest)
#include "tst_time_folds.moc"
