// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/operation_stats.h"
#include "support/random_trace.h"
#include "trace_sketch.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace tailrace;
using namespace tailrace::test;

namespace {

StatsTable statsOf(const SpanTable& trace, StatsGrouping grouping = StatsGrouping::Operation)
{
    return operationStats(trace, findCriticalPath(trace), grouping);
}

} // namespace

class TestOperationStats : public QObject
{
    Q_OBJECT

private slots:
    void figuresAreExact()
    {
        std::vector<SketchedSpan> spans{{0, "gw", "root", 0, 1'000}};
        for (std::int64_t i = 1; i <= 20; ++i)
            spans.push_back({1, "db", "query", i * 20, i, i > 18 ? StatusCode::Error : StatusCode::Unset});
        const StatsTable table = statsOf(sketch(spans));
        QCOMPARE(table.rows.size(), std::size_t(2));
        QCOMPARE(table.pathNs, 1'000 * kMs);
        const OperationStats& query = table.rows[1];
        QCOMPARE(query.count, 20U);
        QCOMPARE(query.errors, 2U);
        QCOMPARE(query.totalNs, 210 * kMs);
        QCOMPARE(query.selfNs, 210 * kMs);
        QCOMPARE(query.minNs, 1 * kMs);
        QCOMPARE(query.meanNs, 10'500'000);
        QCOMPARE(query.p50Ns, 10 * kMs);
        QCOMPARE(query.p95Ns, 19 * kMs);
        QCOMPARE(query.maxNs, 20 * kMs);
        QCOMPARE(query.pathNs, 210 * kMs);
        QCOMPARE(query.span, 20U);
        QCOMPARE(table.rows[0].selfNs, 790 * kMs);
    }

    void spansWithoutAnEndAreCountedButHaveNoLength()
    {
        const SpanTable trace = sketch(
            {{0, "a", "op", 0, 10},
             {0, "a", "op", 5, 0, StatusCode::Unset, SpanKind::Internal, marked(SpanMark::DurationUnknown)},
             {0, "b", "op", 5, 0, StatusCode::Unset, SpanKind::Internal, marked(SpanMark::DurationUnknown)}});
        const StatsTable table = statsOf(trace);
        QCOMPARE(table.rows[0].count, 2U);
        QCOMPARE(table.rows[0].unknown, 1U);
        QCOMPARE(table.rows[0].minNs, 10 * kMs);
        QCOMPARE(table.rows[0].meanNs, 10 * kMs);
        QVERIFY(!table.rows[1].hasLengths());
    }

    void spansAreGroupedByServiceKindOrAnyValue()
    {
        const SpanTable trace = sketch({{0, "gw", "root", 0, 100, StatusCode::Unset, SpanKind::Server},
                                        {1, "db", "query", 0, 30, StatusCode::Unset, SpanKind::Client},
                                        {1, "db", "insert", 40, 10, StatusCode::Unset, SpanKind::Client}});
        QCOMPARE(statsOf(trace, StatsGrouping::Service).rows.size(), std::size_t(2));
        QCOMPARE(statsOf(trace, StatsGrouping::Service).rows[1].count, 2U);
        QCOMPARE(statsOf(trace, StatsGrouping::Kind).rows.size(), std::size_t(2));
        const StatsTable byLetter =
            operationStatsBy(trace, findCriticalPath(trace), [&](SpanIndex i) -> std::optional<std::string> {
                if (i == 0)
                    return std::nullopt;
                return std::string(trace.name(i).substr(0, 1));
            });
        QCOMPARE(byLetter.grouping, StatsGrouping::Value);
        QCOMPARE(byLetter.rows.size(), std::size_t(3));
        QVERIFY(!byLetter.rows[0].hasValue);
        QCOMPARE(byLetter.rows[1].value, std::string("q"));
        QCOMPARE(byLetter.rows[1].totalNs, 30 * kMs);
    }

    void figuresAgreeWithSortingEveryGroup()
    {
        const SpanTablePtr trace = makeRandomTrace({.spans = 20'000});
        const StatsTable table = statsOf(*trace);
        std::map<std::pair<StringId, StringId>, std::vector<std::int64_t>> groups;
        for (SpanIndex i = 0; i < trace->size(); ++i)
            groups[{trace->serviceId[i], trace->nameId[i]}].push_back(trace->durationNs[i]);
        QCOMPARE(table.rows.size(), groups.size());
        std::int64_t path = 0;
        std::uint32_t count = 0;
        for (const OperationStats& row : table.rows) {
            std::vector<std::int64_t>& lengths = groups[{trace->serviceId[row.span], trace->nameId[row.span]}];
            std::sort(lengths.begin(), lengths.end());
            const std::size_t n = lengths.size();
            QCOMPARE(std::size_t{row.count}, n);
            QCOMPARE(row.p50Ns, lengths[(n + 1) / 2 - 1]);
            QCOMPARE(row.p95Ns, lengths[(95 * n + 99) / 100 - 1]);
            QCOMPARE(row.minNs, lengths.front());
            QCOMPARE(row.maxNs, lengths.back());
            QCOMPARE(trace->durationNs[row.span], row.maxNs);
            path += row.pathNs;
            count += row.count;
        }
        QCOMPARE(path, table.pathNs);
        QCOMPARE(path, trace->durationNs[0]);
        QCOMPARE(count, trace->size());
    }

    void theEmptyTraceHasNoRows() { QVERIFY(statsOf(sketch({})).rows.empty()); }
};

QTEST_GUILESS_MAIN(TestOperationStats)
#include "tst_operation_stats.moc"
