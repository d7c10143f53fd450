// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/span_table.h"

#include <QTest>

#include <random>

using namespace tailrace;

namespace {

void add(SpanTable& table, std::uint32_t depth, std::int64_t start, std::int64_t duration,
         StatusCode status = StatusCode::Unset, SpanMarks marks = 0)
{
    table.rowId.push_back(table.size() + 1);
    table.parentId.push_back(0);
    table.depth.push_back(depth);
    table.startNs.push_back(start);
    table.durationNs.push_back(duration);
    table.nameId.push_back(table.strings.intern("op"));
    table.serviceId.push_back(table.strings.intern(depth % 2 == 0 ? "even" : "odd"));
    table.marks.push_back(marks);
    table.kind.push_back(SpanKind::Internal);
    table.status.push_back(status);
    table.spanId.push_back(table.spanId.size() + 1);
}

/// Self time by marking every nanosecond.
std::int64_t naiveSelf(const SpanTable& table, SpanIndex i)
{
    std::int64_t self = 0;
    for (std::int64_t t = table.startNs[i]; t < table.endNs(i); ++t) {
        bool covered = false;
        for (SpanIndex c = 0; c < table.size() && !covered; ++c)
            covered = table.parent[c] == i && table.startNs[c] <= t && t < table.endNs(c);
        self += covered ? 0 : 1;
    }
    return self;
}

} // namespace

class TestSpanTable : public QObject
{
    Q_OBJECT

private slots:
    void parentsSizesAndRootsFollowFromDepths()
    {
        SpanTable table;
        add(table, 0, 0, 100);
        add(table, 1, 10, 20);
        add(table, 2, 12, 5);
        add(table, 1, 40, 20);
        add(table, 0, 50, 1);
        completeSpanTable(table);
        QCOMPARE(table.parent, (std::vector<SpanIndex>{kNoSpan, 0, 1, 0, kNoSpan}));
        QCOMPARE(table.subtreeSize, (std::vector<std::uint32_t>{4, 2, 1, 1, 1}));
        QCOMPARE(table.roots, (std::vector<SpanIndex>{0, 4}));
        QCOMPARE(table.mainRoot, 0U);
        QCOMPARE(table.traceStartNs, 0);
        QCOMPARE(table.traceDurationNs, 100);
        QCOMPARE(table.firstChild(0), 1U);
        QCOMPARE(table.firstChild(2), kNoSpan);
        QCOMPARE(table.services.size(), 2U);
        QCOMPARE(table.find(SpanId{3}), 2U);
        QCOMPARE(table.find(SpanId{99}), kNoSpan);
    }

    void childrenOutsideTheirParentAreClippedForSelfTime()
    {
        SpanTable table;
        add(table, 0, 100, 100);
        add(table, 1, 50, 70);   // starts before the parent
        add(table, 1, 110, 30);  // overlaps the one before
        add(table, 1, 190, 500); // outlasts the parent
        completeSpanTable(table);
        QCOMPARE(table.selfNs[0], 100 - 40 - 10);
    }

    void selfTimesEqualABruteForceCount()
    {
        std::mt19937 random(3);
        for (int round = 0; round < 300; ++round) {
            SpanTable table;
            const std::uint32_t count = 1 + random() % 12;
            std::vector<std::int64_t> lastStart(count + 2, 0);
            for (std::uint32_t i = 0; i < count; ++i) {
                const std::uint32_t depth = i == 0 ? 0 : random() % (table.depth.back() + 2);
                std::fill(lastStart.begin() + depth + 1, lastStart.end(), 0);
                lastStart[depth] += random() % 15; // siblings come in order of start
                add(table, depth, lastStart[depth], random() % 30);
            }
            completeSpanTable(table);
            for (SpanIndex i = 0; i < table.size(); ++i)
                QCOMPARE(table.selfNs[i], naiveSelf(table, i));
        }
    }

    void oddTimesAreSettled()
    {
        SpanTable table;
        SpanMarks unknown = 0;
        set(unknown, SpanMark::StartUnknown);
        add(table, 0, 1000, 50);
        add(table, 1, 0, 5, StatusCode::Unset, unknown);
        add(table, 1, 1010, -7);
        completeSpanTable(table);
        QCOMPARE(table.startNs[1], 1000);
        QCOMPARE(table.durationNs[2], 0);
        QCOMPARE(table.traceStartNs, 1000);
        QCOMPARE(table.selfNs[0], 45);
    }

    void errorsBelowReachEveryAncestor()
    {
        SpanTable table;
        add(table, 0, 0, 10);
        add(table, 1, 0, 10);
        add(table, 2, 0, 10, StatusCode::Error);
        add(table, 1, 5, 1);
        completeSpanTable(table);
        QCOMPARE(table.errorBelow, (std::vector<bool>{true, true, false, false}));
        QCOMPARE(table.errorCount, 1U);
    }

    void theLargestRootStandsForTheTrace()
    {
        SpanTable table;
        add(table, 0, 0, 1);
        add(table, 0, 5, 10);
        add(table, 1, 6, 1);
        completeSpanTable(table);
        QCOMPARE(table.mainRoot, 1U);
    }

    void anEmptyTraceIsComplete()
    {
        SpanTable table;
        completeSpanTable(table);
        QVERIFY(table.empty());
        QCOMPARE(table.mainRoot, kNoSpan);
        QCOMPARE(table.traceDurationNs, 0);
    }
};

QTEST_APPLESS_MAIN(TestSpanTable)
#include "tst_span_table.moc"
