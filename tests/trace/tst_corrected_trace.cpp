// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/trace_sketch.h"
#include "model/trace/corrected_trace.h"
#include "support/random_trace.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr StatusCode kUnset = StatusCode::Unset;

/// A call whose server's clock is 400 ms ahead, and a later call whose server's is not.
SpanTable skewedCalls()
{
    return sketch({{0, "shop", "root", 0, 300},
                   {1, "shop", "call a", 10, 100, kUnset, SpanKind::Client},
                   {2, "pay", "serve a", 420, 80, kUnset, SpanKind::Server},
                   {3, "pay", "work", 430, 20},
                   {1, "shop", "call b", 120, 100, kUnset, SpanKind::Client},
                   {2, "ship", "serve b", 130, 80, kUnset, SpanKind::Server}});
}

} // namespace

class TestCorrectedTrace : public QObject
{
    Q_OBJECT

private slots:
    void aServerIsMovedIntoItsClientWithAllOfItsHost()
    {
        const SpanTable recorded = skewedCalls();
        const CorrectedTrace corrected = correctTrace(recorded, ClockLayer::estimate(recorded));
        const SpanTable& table = *corrected.table;
        QCOMPARE(table.movedBy(2), -400 * kMs);
        QCOMPARE(table.movedBy(3), -400 * kMs);
        QCOMPARE(table.movedBy(5), 0);
        QCOMPARE(table.startNs[2], table.startNs[1] + 10 * kMs);
        QCOMPARE(table.endNs(3) - table.startNs[3], 20 * kMs);
        QCOMPARE(recorded.traceDurationNs, 500 * kMs);
        QCOMPARE(table.traceDurationNs, 300 * kMs);
        QCOMPARE(recorded.selfNs[1], 100 * kMs);
        QCOMPARE(table.selfNs[1], 20 * kMs);
        QCOMPARE(table.name(3), std::string_view("work"));
    }

    void siblingsStandInOrderOfTheirCorrectedStarts()
    {
        const SpanTable recorded = sketch({{0, "shop", "root", 0, 300},
                                           {1, "shop", "early", 50, 10},
                                           {1, "shop", "call", 100, 100, kUnset, SpanKind::Client},
                                           {2, "pay", "serve", 120, 60, kUnset, SpanKind::Server},
                                           {1, "pay", "late", 180, 5},
                                           {2, "pay", "below", 181, 2}});
        ClockLayer clocks = ClockLayer::estimate(recorded);
        clocks.setOffset(clocks.hostOf(4), -170 * kMs);
        const CorrectedTrace corrected = correctTrace(recorded, clocks);
        QCOMPARE(corrected.placeOf, (std::vector<SpanIndex>{0, 3, 4, 5, 1, 2}));
        QCOMPARE(corrected.table->name(1), std::string_view("late"));
        QCOMPARE(corrected.table->name(2), std::string_view("below"));
        QCOMPARE(corrected.table->parent[2], 1U);
        QCOMPARE(corrected.table->traceStartNs, recorded.traceStartNs - 50 * kMs);
    }

    void aStartThatWasNotRecordedFollowsTheParents()
    {
        const SpanTable recorded =
            sketch({{0, "shop", "call", 0, 100, kUnset, SpanKind::Client},
                    {1, "pay", "serve", 510, 80, kUnset, SpanKind::Server},
                    {2, "pay", "half", 0, 5, kUnset, SpanKind::Internal, marked(SpanMark::StartUnknown)}});
        const CorrectedTrace corrected = correctTrace(recorded, ClockLayer::estimate(recorded));
        QCOMPARE(corrected.table->startNs[2], corrected.table->startNs[1]);
        QCOMPARE(corrected.table->movedBy(2), -500 * kMs);
    }

    void timesStayWithin64Bits()
    {
        const SpanTable recorded = skewedCalls();
        ClockLayer clocks = ClockLayer::estimate(recorded);
        clocks.setOffset(clocks.hostOf(2), INT64_MAX);
        clocks.setOffset(clocks.hostOf(5), INT64_MIN);
        const SpanTablePtr corrected = correctTrace(recorded, clocks).table;
        const SpanTable& table = *corrected;
        for (SpanIndex i = 0; i < table.size(); ++i)
            QVERIFY(table.startNs[i] >= 0 && table.startNs[i] <= INT64_MAX - table.durationNs[i]);
        QVERIFY(table.traceDurationNs > 0);
    }

    void treeAndLengthsOfAnyTraceStay()
    {
        std::mt19937 random(7);
        for (unsigned seed = 1; seed <= 20; ++seed) {
            const SpanTablePtr recorded = makeRandomTrace({.spans = 400, .seed = seed});
            ClockLayer clocks = ClockLayer::estimate(*recorded);
            for (HostIndex host = 0; host < clocks.hosts().size(); ++host)
                clocks.setOffset(host, static_cast<std::int64_t>(random() % 20'000'000'000ULL) - 10'000'000'000);
            const CorrectedTrace corrected = correctTrace(*recorded, clocks);
            const SpanTable& table = *corrected.table;
            for (SpanIndex i = 0; i < recorded->size(); ++i) {
                const SpanIndex place = corrected.placeOf[i];
                QCOMPARE(table.rowId[place], recorded->rowId[i]);
                QCOMPARE(table.durationNs[place], recorded->durationNs[i]);
                QCOMPARE(table.startNs[place], recorded->startNs[i] + clocks.offsetNs(i));
                QCOMPARE(table.subtreeSize[place], recorded->subtreeSize[i]);
                const SpanIndex parent = recorded->parent[i];
                QCOMPARE(table.parent[place], parent == kNoSpan ? kNoSpan : corrected.placeOf[parent]);
                const SpanIndex next = table.subtreeEnd(place);
                if (next < table.size() && table.parent[next] == table.parent[place])
                    QVERIFY(table.startNs[place] <= table.startNs[next]);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCorrectedTrace)
#include "tst_corrected_trace.moc"
