// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/idle_stretches.h"

#include "analysis/trace_sketch.h"
#include "support/random_trace.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// Stretches in ms since the trace's start.
QList<QPair<qint64, qint64>> inMs(const SpanTable& table, const IdleLimits& limits = {})
{
    QList<QPair<qint64, qint64>> found;
    for (const IdleStretch& stretch : idleStretches(table, limits))
        found.append({(stretch.startNs - table.traceStartNs) / kMs, (stretch.endNs - table.traceStartNs) / kMs});
    return found;
}

using Stretches = QList<QPair<qint64, qint64>>;

} // namespace

class IdleStretchesTest : public QObject
{
    Q_OBJECT

private slots:
    void waitingBetweenCallsIsIdle();
    void aRunningLeafIsWork();
    void edgesOfParentsAreNeverHidden();
    void shortPausesBesideALongOneCount();
    void emptyAndSingleSpansHaveNone();
    void nothingRunsInWhatIsFound();
};

void IdleStretchesTest::waitingBetweenCallsIsIdle()
{
    const SpanTable table =
        sketch({{0, "a", "root", 0, 1000}, {1, "b", "first", 0, 100}, {1, "c", "second", 800, 100}});
    QCOMPARE(inMs(table), (Stretches{{100, 800}, {900, 1000}}));
}

void IdleStretchesTest::aRunningLeafIsWork()
{
    const SpanTable table = sketch({{0, "a", "root", 0, 1000},
                                    {1, "b", "first", 0, 100},
                                    {1, "c", "long", 100, 800},
                                    {1, "c", "second", 800, 200}});
    QCOMPARE(inMs(table), Stretches());
}

void IdleStretchesTest::edgesOfParentsAreNeverHidden()
{
    const SpanTable table = sketch({{0, "a", "root", 0, 1000},
                                    {1, "b", "first", 0, 100},
                                    {1, "c", "waits", 500, 500},
                                    {2, "c", "last", 900, 100}});
    QCOMPARE(inMs(table), (Stretches{{100, 500}, {500, 900}}));
}

void IdleStretchesTest::shortPausesBesideALongOneCount()
{
    // Half a minute in which 0.4 s count for little, and beside it a second in which they are much.
    const SpanTable table = sketch({{0, "a", "root", 0, 31'000},
                                    {1, "b", "first", 0, 300},
                                    {1, "b", "second", 700, 300},
                                    {1, "b", "third", 30'990, 10}});
    QCOMPARE(inMs(table), (Stretches{{300, 700}, {1000, 30'990}}));
    QCOMPARE(inMs(table, {.most = 1}), (Stretches{{1000, 30'990}}));
    QCOMPARE(inMs(table, {.share = 0.5}), (Stretches{{1000, 30'990}}));
}

void IdleStretchesTest::emptyAndSingleSpansHaveNone()
{
    QCOMPARE(inMs(sketch({})), Stretches());
    QCOMPARE(inMs(sketch({{0, "a", "only", 0, 100}})), Stretches());
    QCOMPARE(inMs(sketch({{0, "a", "only", 0, 0}})), Stretches());
}

void IdleStretchesTest::nothingRunsInWhatIsFound()
{
    for (unsigned seed = 1; seed < 40; ++seed) {
        const auto table = makeRandomTrace({.spans = 12, .deepest = 3, .seed = seed});
        for (const IdleStretch& stretch : idleStretches(*table, {.share = 0.001})) {
            QVERIFY(stretch.startNs < stretch.endNs);
            for (SpanIndex i = 0; i < table->size(); ++i) {
                const auto isInside = [&](std::int64_t t) { return t > stretch.startNs && t < stretch.endNs; };
                QVERIFY(!isInside(table->startNs[i]) && !isInside(table->endNs(i)));
                QVERIFY(table->hasChildren(i) || table->startNs[i] >= stretch.endNs ||
                        table->endNs(i) <= stretch.startNs);
            }
        }
    }
}

QTEST_GUILESS_MAIN(IdleStretchesTest)
#include "tst_idle_stretches.moc"
