// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/time_axis.h"

#include <QSignalSpy>
#include <QTest>

#include <limits>
#include <random>

using namespace tailrace;

namespace {

constexpr std::int64_t kStart = 1'795'342'447'318'000'000;
constexpr std::int64_t kLength = 2'400'000'000;

} // namespace

class TimeAxisTest : public QObject
{
    Q_OBJECT

private slots:
    void aNewTraceIsWhollyVisible();
    void zoomKeepsTheAnchorInPlace();
    void zoomEndsAtAboutOneNanosecondAPixel();
    void panStopsAtTheEnds();
    void fittingLeavesAMargin();
    void shortAndEmptyTracesHaveRoom();
    void nothingEverLeavesTheWhole();
    void changesAreToldOnce();
};

void TimeAxisTest::aNewTraceIsWhollyVisible()
{
    TimeAxis axis;
    axis.setTrace(kStart, kLength);
    QVERIFY(axis.showsWhole());
    QCOMPARE(axis.visible().startNs, kStart);
    QVERIFY(axis.visible().endNs > kStart + kLength);
    QVERIFY(lengthNs(axis.visible()) < kLength * 11 / 10);
    QCOMPARE(axis.trace(), (TimeRange{kStart, kStart + kLength}));
}

void TimeAxisTest::zoomKeepsTheAnchorInPlace()
{
    TimeAxis axis;
    axis.setTrace(kStart, kLength);
    axis.setPixelWidth(1000);
    const std::int64_t anchor = kStart + 777'777'777;
    for (int i = 0; i < 30; ++i) {
        const TimeScale before{axis.visible(), 0, 1000};
        const double x = xOf(anchor, before);
        axis.zoomAt(anchor, 1.4);
        QVERIFY(std::abs(xOf(anchor, {axis.visible(), 0, 1000}) - x) < 1.5);
    }
}

void TimeAxisTest::zoomEndsAtAboutOneNanosecondAPixel()
{
    TimeAxis axis;
    axis.setTrace(kStart, kLength);
    axis.setPixelWidth(800);
    for (int i = 0; i < 400; ++i)
        axis.zoomAt(kStart + 1'000'000, 1.05);
    QCOMPARE(lengthNs(axis.visible()), std::int64_t(800));
    for (int i = 0; i < 400; ++i)
        axis.zoomAt(kStart + 1'000'000, 1 / 1.05);
    QVERIFY(axis.showsWhole());
    axis.zoomAt(kStart, 0);
    axis.zoomAt(kStart, -1);
    QVERIFY(axis.showsWhole());
}

void TimeAxisTest::panStopsAtTheEnds()
{
    TimeAxis axis;
    axis.setTrace(kStart, kLength);
    axis.setVisible({kStart + 100'000'000, kStart + 200'000'000});
    axis.pan(0.5);
    QCOMPARE(axis.visible(), (TimeRange{kStart + 150'000'000, kStart + 250'000'000}));
    axis.pan(-1000);
    QCOMPARE(axis.visible(), (TimeRange{kStart, kStart + 100'000'000}));
    axis.panNs(std::numeric_limits<std::int64_t>::max());
    QCOMPARE(axis.visible().endNs, axis.whole().endNs);
    QCOMPARE(lengthNs(axis.visible()), std::int64_t(100'000'000));
}

void TimeAxisTest::fittingLeavesAMargin()
{
    TimeAxis axis;
    axis.setTrace(kStart, kLength);
    axis.fit(kStart + 1'000'000'000, 100'000'000);
    QCOMPARE(axis.visible(), (TimeRange{kStart + 995'000'000, kStart + 1'105'000'000}));
}

void TimeAxisTest::shortAndEmptyTracesHaveRoom()
{
    TimeAxis axis;
    axis.setPixelWidth(1000);
    axis.setTrace(kStart, 0);
    QCOMPARE(lengthNs(axis.visible()), std::int64_t(100));
    axis.zoomAt(kStart + 50, 2);
    QCOMPARE(lengthNs(axis.visible()), std::int64_t(50));
    axis.setTrace(kStart, 40);
    QCOMPARE(lengthNs(axis.visible()), std::int64_t(100));
    axis.setTrace(std::numeric_limits<std::int64_t>::max() - 5, 5);
    QVERIFY(lengthNs(axis.visible()) >= 0);
    axis.zoomAt(0, 2);
    axis.pan(1);
}

void TimeAxisTest::nothingEverLeavesTheWhole()
{
    std::mt19937_64 random(3);
    TimeAxis axis;
    for (int trace = 0; trace < 20; ++trace) {
        axis.setTrace(kStart, static_cast<std::int64_t>(random() % (1ULL << (trace * 3))));
        axis.setPixelWidth(static_cast<int>(random() % 2000));
        const TimeRange whole = axis.whole();
        for (int i = 0; i < 300; ++i) {
            const std::int64_t at =
                whole.startNs + static_cast<std::int64_t>(random() % 3'000'000'000ULL) - 500'000'000;
            switch (random() % 4) {
            case 0:
                axis.zoomAt(at, static_cast<double>(random() % 400) / 100);
                break;
            case 1:
                axis.pan(static_cast<double>(random() % 400) / 100 - 2);
                break;
            case 2:
                axis.fit(at, static_cast<std::int64_t>(random() % 5'000'000'000ULL));
                break;
            default:
                axis.setVisible({at, at + static_cast<std::int64_t>(random() % 5'000'000'000ULL) - 100});
            }
            QVERIFY(axis.visible().startNs >= whole.startNs);
            QVERIFY(axis.visible().endNs <= whole.endNs);
            QVERIFY(lengthNs(axis.visible()) >= std::min(axis.minimumLength(), lengthNs(whole)));
        }
    }
}

void TimeAxisTest::changesAreToldOnce()
{
    TimeAxis axis;
    axis.setTrace(kStart, kLength);
    QSignalSpy spy(&axis, &TimeAxis::visibleChanged);
    axis.fit(kStart + 100, 1'000'000);
    axis.fit(kStart + 100, 1'000'000);
    QCOMPARE(spy.count(), 1);
    axis.showWhole();
    axis.showWhole();
    QCOMPARE(spy.count(), 2);
}

QTEST_GUILESS_MAIN(TimeAxisTest)
#include "tst_time_axis.moc"
