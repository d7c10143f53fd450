// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/view_history.h"

#include "views/common/fuzzy_match.h"
#include "views/common/time_display.h"

#include <QTest>

using namespace tailrace;

namespace {

ViewState at(std::int64_t startNs)
{
    return {{startNs, startNs + 100}, nullptr};
}

} // namespace

class ViewHistoryTest : public QObject
{
    Q_OBJECT

private slots:
    void stepsAreGoneBackAndForward();
    void aMovementIsOneStep();
    void anotherWayForgetsWhatLayAhead();
    void aMovementThatReturnsIsNone();
    void foldsAreAPlaceOfTheirOwn();
    void oldStepsAreDropped();
    void lettersAtWordStartsFindBest();
    void instantsAreToldByEveryClock();
};

void ViewHistoryTest::stepsAreGoneBackAndForward()
{
    ViewHistory history;
    history.reset(at(0));
    QVERIFY(!history.canGoBack() && !history.canGoForward());
    for (const std::int64_t start : {10, 20, 30}) {
        history.settle();
        history.move(at(start));
    }
    QCOMPARE(history.back().visible.startNs, std::int64_t(20));
    QCOMPARE(history.back().visible.startNs, std::int64_t(10));
    QCOMPARE(history.back().visible.startNs, std::int64_t(0));
    QCOMPARE(history.back().visible.startNs, std::int64_t(0));
    QVERIFY(!history.canGoBack());
    QCOMPARE(history.forward().visible.startNs, std::int64_t(10));
    QCOMPARE(history.forward().visible.startNs, std::int64_t(20));
    QCOMPARE(history.forward().visible.startNs, std::int64_t(30));
    QVERIFY(!history.canGoForward());
}

void ViewHistoryTest::aMovementIsOneStep()
{
    ViewHistory history;
    history.reset(at(0));
    for (int i = 1; i < 50; ++i)
        history.move(at(i));
    history.settle();
    history.move(at(100));
    QCOMPARE(history.back().visible.startNs, std::int64_t(49));
    QCOMPARE(history.back().visible.startNs, std::int64_t(0));
    // Going back ends a movement, too.
    history.forward();
    history.move(at(60));
    QCOMPARE(history.back().visible.startNs, std::int64_t(49));
}

void ViewHistoryTest::anotherWayForgetsWhatLayAhead()
{
    ViewHistory history;
    history.reset(at(0));
    history.move(at(1));
    history.settle();
    history.move(at(2));
    history.back();
    history.move(at(3));
    QVERIFY(!history.canGoForward());
    QCOMPARE(history.back().visible.startNs, std::int64_t(1));
}

void ViewHistoryTest::aMovementThatReturnsIsNone()
{
    ViewHistory history;
    history.reset(at(0));
    history.move(at(5));
    history.move(at(0));
    QVERIFY(!history.canGoBack());
}

void ViewHistoryTest::foldsAreAPlaceOfTheirOwn()
{
    ViewHistory history;
    history.reset(at(0));
    const auto folds = std::make_shared<const TimeFolds>(std::vector<TimeRange>{{10, 20}});
    history.move({{0, 100}, folds});
    QVERIFY(history.canGoBack());
    QVERIFY(history.back().folds == nullptr);
    QVERIFY(history.forward().folds == folds);
}

void ViewHistoryTest::oldStepsAreDropped()
{
    ViewHistory history;
    history.reset(at(0));
    for (int i = 1; i < 1000; ++i) {
        history.settle();
        history.move(at(i));
    }
    std::size_t steps = 0;
    for (; history.canGoBack(); ++steps)
        history.back();
    QCOMPARE(steps, ViewHistory::kMostStates - 1);
    QCOMPARE(history.current().visible.startNs, std::int64_t(1000 - ViewHistory::kMostStates));
}

void ViewHistoryTest::lettersAtWordStartsFindBest()
{
    QVERIFY(!fuzzyMatch(u"xyz", u"Zoom In"));
    QVERIFY(!fuzzyMatch(u"niz", u"Zoom In"));
    QCOMPARE(fuzzyMatch(u"", u"Zoom In")->score, 0);
    QCOMPARE(fuzzyMatch(u"ZI", u"zoom in")->positions, (std::vector<qsizetype>{0, 5}));
    QCOMPARE(fuzzyMatch(u"ex all", u"Expand All Below")->positions, (std::vector<qsizetype>{0, 1, 7, 8, 9}));
    QVERIFY(fuzzyMatch(u"ca", u"Collapse All")->score > fuzzyMatch(u"ca", u"Local Area")->score);
    QVERIFY(fuzzyMatch(u"open", u"Open…")->score > fuzzyMatch(u"open", u"Go to previous span")->score);
    QVERIFY(fuzzyMatch(QString(10'000, u'a'), QString(10'000, u'a')).has_value());
}

void ViewHistoryTest::instantsAreToldByEveryClock()
{
    qputenv("TZ", "Asia/Kolkata");
    tzset();
    constexpr std::int64_t kTime = 1'795'342'447'318'250'000; // 2026-11-22 10:14:07.31825 UTC
    QCOMPARE(instantText(kTime, kTime - 1'500'000, TimeDisplay::Relative), QStringLiteral("1.50 ms"));
    QCOMPARE(instantText(kTime, 0, TimeDisplay::Utc), QStringLiteral("2026-11-22 10:14:07.318 UTC"));
    QCOMPARE(instantText(kTime, 0, TimeDisplay::Local), QStringLiteral("2026-11-22 15:44:07.318 +05:30"));
    QCOMPARE(clockTickLabel(kTime, 10'000, TimeDisplay::Utc), QStringLiteral("10:14:07.31825"));
    QCOMPARE(clockTickLabel(kTime, 1'000'000'000, TimeDisplay::Utc), QStringLiteral("10:14:07"));
    QCOMPARE(clockTickLabel(kTime, 60'000'000'000, TimeDisplay::Local), QStringLiteral("15:44"));
    QCOMPARE(clockTickLabel(kTime, 86'400'000'000'000, TimeDisplay::Utc), QStringLiteral("22 Nov"));
    QCOMPARE(clockTickLabel(-1, 1'000'000'000, TimeDisplay::Utc), QStringLiteral("23:59:59"));
}

QTEST_GUILESS_MAIN(ViewHistoryTest)
#include "tst_view_history.moc"
