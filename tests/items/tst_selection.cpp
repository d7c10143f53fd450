// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/selection.h"

#include "analysis/trace_sketch.h"

#include <QSignalSpy>
#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

class SelectionTest : public QObject
{
    Q_OBJECT

private slots:
    void changesAreToldOnce();
    void aSpanThatDoesNotExistSelectsNothing();
    void anotherTraceForgetsTheSelection();
    void errorsAreWalkedInTimeOrderAndAround();
    void withoutErrorsThereIsNoNextOne();
};

void SelectionTest::changesAreToldOnce()
{
    Selection selection;
    selection.setTrace(std::make_shared<SpanTable>(sketch({{0, "a", "x", 0, 10}, {1, "a", "y", 0, 5}})));
    QSignalSpy spy(&selection, &Selection::currentChanged);
    selection.setCurrent(1);
    selection.setCurrent(1);
    QCOMPARE(spy.count(), 1);
    QCOMPARE(selection.current(), SpanIndex(1));
}

void SelectionTest::aSpanThatDoesNotExistSelectsNothing()
{
    Selection selection;
    selection.setCurrent(0);
    QCOMPARE(selection.current(), kNoSpan);
    selection.setTrace(std::make_shared<SpanTable>(sketch({{0, "a", "x", 0, 10}})));
    selection.setCurrent(0);
    selection.setCurrent(1);
    QCOMPARE(selection.current(), kNoSpan);
}

void SelectionTest::anotherTraceForgetsTheSelection()
{
    Selection selection;
    const auto trace = std::make_shared<SpanTable>(sketch({{0, "a", "x", 0, 10}}));
    selection.setTrace(trace);
    selection.setCurrent(0);
    selection.setTrace(trace);
    QCOMPARE(selection.current(), kNoSpan);
}

void SelectionTest::errorsAreWalkedInTimeOrderAndAround()
{
    // In waterfall order the later error (1) comes first; 3 and 4 begin together.
    Selection selection;
    selection.setTrace(std::make_shared<SpanTable>(sketch({{0, "a", "root", 0, 100},
                                                           {1, "a", "late", 60, 10, StatusCode::Error},
                                                           {1, "a", "fine", 61, 10},
                                                           {1, "a", "early", 20, 10, StatusCode::Error},
                                                           {1, "a", "early too", 20, 5, StatusCode::Error}})));
    QCOMPARE(selection.nextError(), SpanIndex(3));
    selection.setCurrent(3);
    QCOMPARE(selection.nextError(), SpanIndex(4));
    QCOMPARE(selection.previousError(), SpanIndex(1));
    selection.setCurrent(4);
    QCOMPARE(selection.nextError(), SpanIndex(1));
    QCOMPARE(selection.previousError(), SpanIndex(3));
    selection.setCurrent(1);
    QCOMPARE(selection.nextError(), SpanIndex(3));
    selection.setCurrent(2);
    QCOMPARE(selection.previousError(), SpanIndex(1));
    QCOMPARE(selection.nextError(), SpanIndex(3));
}

void SelectionTest::withoutErrorsThereIsNoNextOne()
{
    Selection selection;
    QCOMPARE(selection.nextError(), kNoSpan);
    selection.setTrace(std::make_shared<SpanTable>(sketch({{0, "a", "root", 0, 100}})));
    QCOMPARE(selection.nextError(), kNoSpan);
    QCOMPARE(selection.previousError(), kNoSpan);
}

QTEST_GUILESS_MAIN(SelectionTest)
#include "tst_selection.moc"
