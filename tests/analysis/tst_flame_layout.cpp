// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/flame_layout.h"
#include "support/random_trace.h"
#include "trace_sketch.h"

#include <QTest>

#include <numeric>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// "root | x y | z": names by row, from the left.
QString draw(const SpanTable& trace, const FlameLayout& layout)
{
    QStringList rows;
    for (std::uint32_t row = 0; row < layout.rowCount(); ++row) {
        QStringList names;
        for (const FlameBox& box : layout.row(row))
            names.append(QString::fromStdString(std::string(trace.name(box.span))));
        rows.append(names.join(u' '));
    }
    return rows.join(QStringLiteral(" | "));
}

/// Boxes of a row in order and apart, children below their parents; empty, or what is wrong.
QString flaw(const SpanTable& trace, const FlameLayout& layout)
{
    for (std::uint32_t row = 0; row < layout.rowCount(); ++row) {
        if (layout.row(row).empty())
            return QStringLiteral("row %1 is empty").arg(row);
        for (std::size_t i = 1; i < layout.row(row).size(); ++i)
            if (layout.row(row)[i].startNs < layout.row(row)[i - 1].endNs())
                return QStringLiteral("boxes overlap in row %1").arg(row);
    }
    for (SpanIndex i = 0; i < trace.size(); ++i)
        if (trace.parent[i] != kNoSpan && layout.rowOf(i) <= layout.rowOf(trace.parent[i]))
            return QStringLiteral("span %1 is not below its parent").arg(i);
    return {};
}

SpanTable parallelTrace()
{
    return sketch({{0, "s", "root", 0, 100},
                   {1, "s", "a", 0, 50},
                   {2, "s", "a1", 10, 30},
                   {1, "s", "b", 40, 50},
                   {2, "s", "b1", 45, 10},
                   {1, "s", "c", 60, 40}});
}

} // namespace

class TestFlameLayout : public QObject
{
    Q_OBJECT

private slots:
    void childrenLieBelowTheirParents()
    {
        const SpanTable trace = sketch(
            {{0, "s", "root", 0, 100}, {1, "s", "a", 0, 40}, {2, "s", "a1", 10, 10}, {1, "s", "b", 40, 50}});
        const FlameLayout layout = FlameLayout::byTime(trace);
        QCOMPARE(draw(trace, layout), QStringLiteral("root | a b | a1"));
        QCOMPARE(layout.startNs(), trace.traceStartNs);
        QCOMPARE(layout.durationNs(), 100 * kMs);
    }

    void overlappingSiblingsGetLanesAsHighAsWhatIsInThem()
    {
        const SpanTable trace = parallelTrace();
        const FlameLayout layout = FlameLayout::byTime(trace);
        QCOMPARE(draw(trace, layout), QStringLiteral("root | a c | a1 | b | b1"));
        QCOMPARE(layout.rowOf(3), 3U);
        QCOMPARE(layout.boxOf(3).span, 3U);
    }

    void childrenThatLeaveTheirParentCollideWithNobody()
    {
        const SpanTable trace = sketch({{0, "s", "root", 0, 100},
                                        {1, "s", "send", 0, 10},
                                        {2, "s", "late", 50, 500},
                                        {1, "s", "b", 60, 10},
                                        {0, "s", "other", 120, 10}});
        const FlameLayout layout = FlameLayout::byTime(trace);
        QCOMPARE(flaw(trace, layout), QString());
        QCOMPARE(draw(trace, layout), QStringLiteral("root | send | late | b | other"));
    }

    void visibleBoxesAreFoundInEachRow()
    {
        const SpanTable trace =
            sketch({{0, "s", "root", 0, 100}, {1, "s", "a", 0, 10}, {1, "s", "b", 20, 10}, {1, "s", "c", 40, 10}});
        const FlameLayout layout = FlameLayout::byTime(trace);
        const std::int64_t zero = trace.startNs[0];
        const auto names = [&](std::int64_t from, std::int64_t to) {
            QString out;
            for (const FlameBox& box : layout.visible(1, zero + from * kMs, zero + to * kMs))
                out += QString::fromStdString(std::string(trace.name(box.span)));
            return out;
        };
        QCOMPARE(names(0, 100), QStringLiteral("abc"));
        QCOMPARE(names(11, 19), QString());
        QCOMPARE(names(25, 40), QStringLiteral("bc"));
        QCOMPARE(layout.boxAt(1, zero + 25 * kMs)->span, 2U);
        QCOMPARE(layout.boxAt(1, zero + 15 * kMs), nullptr);
    }

    void mergedBoxesAreAsWideAsTheirSelfTimesAndTheLargestComesFirst()
    {
        const SpanTable trace = sketch({{0, "s", "root", 0, 100},
                                        {1, "s", "small", 0, 10},
                                        {1, "s", "query", 10, 20, StatusCode::Error},
                                        {1, "s", "query", 20, 30},
                                        {2, "s", "row", 20, 5},
                                        {1, "t", "query", 90, 5}});
        const FlameLayout layout = FlameLayout::mergedByName(trace);
        QCOMPARE(draw(trace, layout), QStringLiteral("root | query small query | row"));
        const FlameBox query = layout.row(1)[0];
        QCOMPARE(query.count, 2U);
        QCOMPARE(query.errors, 1U);
        QCOMPARE(query.durationNs, 50 * kMs);
        QCOMPARE(query.span, 3U);
        QCOMPARE(layout.boxOf(2).span, 3U);
        QCOMPARE(layout.row(1)[1].startNs, 50 * kMs);
        QCOMPARE(layout.durationNs(), std::accumulate(trace.selfNs.begin(), trace.selfNs.end(), std::int64_t{0}));
        QCOMPARE(layout.row(0)[0].durationNs, layout.durationNs());
    }

    void randomTracesNeverOverlap()
    {
        for (unsigned seed = 1; seed <= 60; ++seed) {
            const SpanTablePtr trace = makeRandomTrace({.spans = 500, .deepest = 3 + seed % 20, .seed = seed});
            const FlameLayout byTime = FlameLayout::byTime(*trace);
            QCOMPARE(flaw(*trace, byTime), QString());
            const FlameLayout merged = FlameLayout::mergedByName(*trace);
            QCOMPARE(flaw(*trace, merged), QString());
            std::uint32_t boxes = 0;
            std::uint32_t spans = 0;
            for (std::uint32_t row = 0; row < byTime.rowCount(); ++row)
                boxes += static_cast<std::uint32_t>(byTime.row(row).size());
            for (std::uint32_t row = 0; row < merged.rowCount(); ++row)
                for (const FlameBox& box : merged.row(row))
                    spans += box.count;
            QCOMPARE(boxes, trace->size());
            QCOMPARE(spans, trace->size());
            for (SpanIndex i = 0; i < trace->size(); ++i) {
                QCOMPARE(byTime.boxOf(i).span, i);
                const FlameBox& box = merged.boxOf(i);
                QCOMPARE(trace->nameId[box.span], trace->nameId[i]);
                if (trace->parent[i] != kNoSpan) {
                    const FlameBox& parent = merged.boxOf(trace->parent[i]);
                    QVERIFY(parent.startNs <= box.startNs && box.endNs() <= parent.endNs());
                }
            }
        }
    }

    void longLinesAndManySpansSideBySideAreLaidOut()
    {
        constexpr std::uint32_t kSpans = 200'000;
        std::vector<SketchedSpan> deep;
        std::vector<SketchedSpan> beside{{0, "s", "root", 0, 2 * kSpans}};
        for (std::uint32_t i = 0; i < kSpans; ++i) {
            deep.push_back({i, "s", "deep", i, 2 * std::int64_t{kSpans} - 2 * std::int64_t{i}});
            beside.push_back({1, "s", "x", i, 2 * std::int64_t{kSpans} - 2 * std::int64_t{i}});
        }
        QCOMPARE(FlameLayout::byTime(sketch(deep)).rowCount(), kSpans);
        QCOMPARE(FlameLayout::mergedByName(sketch(deep)).rowCount(), kSpans);
        QVERIFY(FlameLayout::byTime(sketch(beside)).rowCount() > kSpans / 2);
        QCOMPARE(FlameLayout::mergedByName(sketch(beside)).row(1).size(), std::size_t(1));
    }

    void theEmptyTraceHasNoRows()
    {
        QCOMPARE(FlameLayout::byTime(sketch({})).rowCount(), 0U);
        QCOMPARE(FlameLayout::mergedByName(sketch({})).rowCount(), 0U);
    }
};

QTEST_GUILESS_MAIN(TestFlameLayout)
#include "tst_flame_layout.moc"
