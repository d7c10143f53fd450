// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/coordinates.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace tailrace;

namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kNow = 1'795'342'447'318'000'000;

} // namespace

class CoordinatesTest : public QObject
{
    Q_OBJECT

private slots:
    void differencesAndSumsStopAtTheEnds();
    void singleNanosecondsOfTodayAreToldApart();
    void timesComeBackFromTheirPixel();
    void farAwayTimesStayNearTheView();
    void impossibleRangesStillGiveNumbers();
    void rowsAreFoundByTheirHeight();
};

void CoordinatesTest::differencesAndSumsStopAtTheEnds()
{
    QCOMPARE(saturatingDifference(5, 8), std::int64_t(-3));
    QCOMPARE(saturatingDifference(kMax, -1), kMax);
    QCOMPARE(saturatingDifference(kMin, 1), kMin);
    QCOMPARE(saturatingSum(kMax, 1), kMax);
    QCOMPARE(saturatingSum(kMin, -1), kMin);
    QCOMPARE(saturatingSum(2, -3), std::int64_t(-1));
    QCOMPARE(saturatingRound(1e300), kMax);
    QCOMPARE(saturatingRound(-1e300), kMin);
    QCOMPARE(saturatingRound(std::nan("")), std::int64_t(0));
    QCOMPARE(saturatingRound(2.6), std::int64_t(3));
    QCOMPARE(lengthNs({kMin, kMax}), kMax);
    QCOMPARE(lengthNs({5, 3}), std::int64_t(0));
}

void CoordinatesTest::singleNanosecondsOfTodayAreToldApart()
{
    const TimeScale scale{{kNow, kNow + 100}, 50, 1000};
    QCOMPARE(xOf(kNow, scale), 50.0);
    QCOMPARE(xOf(kNow + 1, scale), 60.0);
    QCOMPARE(xOf(kNow + 100, scale), 1050.0);
}

void CoordinatesTest::timesComeBackFromTheirPixel()
{
    std::mt19937_64 random(4);
    for (int i = 0; i < 2000; ++i) {
        const auto length = static_cast<std::int64_t>(random() % 10'000'000'000ULL) + 1;
        const auto width = static_cast<double>(random() % 3000 + 1);
        const TimeScale scale{{kNow, kNow + length}, static_cast<double>(random() % 500), width};
        const std::int64_t time = kNow + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(length));
        QVERIFY(std::abs(timeAt(xOf(time, scale), scale) - time) <= 1);
    }
}

void CoordinatesTest::farAwayTimesStayNearTheView()
{
    const TimeScale scale{{kNow, kNow + 10}, 0, 1000};
    QCOMPARE(xOf(kMax, scale), 1000 + kOutsidePixels);
    QCOMPARE(xOf(kMin, scale), -kOutsidePixels);
    QCOMPARE(timeAt(1e300, scale), kMax);
}

void CoordinatesTest::impossibleRangesStillGiveNumbers()
{
    const TimeScale empty{{kNow, kNow}, 0, 100};
    QVERIFY(std::isfinite(xOf(kNow + 5, empty)));
    const TimeScale whole{{kMin, kMax}, 0, 100};
    QVERIFY(std::isfinite(xOf(0, whole)));
    QVERIFY(xOf(0, whole) >= 0);
}

void CoordinatesTest::rowsAreFoundByTheirHeight()
{
    const RowScale rows{10, 24, 13};
    QCOMPARE(rowAt(0, rows), 10);
    QCOMPARE(rowAt(23.9, rows), 10);
    QCOMPARE(rowAt(24, rows), 11);
    QCOMPARE(rowAt(71.9, rows), 12);
    QCOMPARE(rowAt(72, rows), -1);
    QCOMPARE(rowAt(-1, rows), -1);
    QCOMPARE(topOf(12, rows), 48.0);
    QCOMPARE(topOf(0, rows), -240.0);
}

QTEST_APPLESS_MAIN(CoordinatesTest)
#include "tst_coordinates.moc"
