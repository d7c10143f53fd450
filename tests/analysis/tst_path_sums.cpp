// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/path_sums.h"
#include "support/random_trace.h"
#include "trace_sketch.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

class TestPathSums : public QObject
{
    Q_OBJECT

private slots:
    void timeIsSummedByServiceOperationAndSpan()
    {
        const SpanTable trace = sketch({{0, "gw", "root", 0, 100},
                                        {1, "db", "query", 10, 20},
                                        {1, "db", "query", 40, 30},
                                        {1, "db", "insert", 75, 5}});
        const CriticalPath path = findCriticalPath(trace);
        const auto byService = sumPath(trace, path.main(), PathGrouping::Service);
        QCOMPARE(byService.size(), std::size_t(2));
        QCOMPARE(byService[0].ns, 55 * kMs);
        QCOMPARE(byService[0].spans, 3U);
        QCOMPARE(byService[0].span, 2U);
        QCOMPARE(byService[1].ns, 45 * kMs);
        QCOMPARE(byService[1].segments, 4U);
        QCOMPARE(byService[1].byKindNs[static_cast<std::size_t>(PathKind::Gap)], 45 * kMs);
        const auto byOperation = sumPath(trace, path.main(), PathGrouping::Operation);
        QCOMPARE(byOperation.size(), std::size_t(3));
        QCOMPARE(byOperation[0].ns, 50 * kMs);
        QCOMPARE(byOperation[0].spans, 2U);
        const auto bySpan = sumPath(trace, path.main(), PathGrouping::Span);
        QCOMPARE(bySpan.size(), std::size_t(4));
        QCOMPARE(bySpan[1].span, 2U);
    }

    void everyGroupingAddsUpToTheRoot()
    {
        for (unsigned seed = 1; seed <= 50; ++seed) {
            const SpanTablePtr trace = makeRandomTrace({.spans = 300, .seed = seed});
            const CriticalPath path = findCriticalPath(*trace);
            for (const PathGrouping grouping :
                 {PathGrouping::Service, PathGrouping::Operation, PathGrouping::Span}) {
                std::int64_t sum = 0;
                std::int64_t kinds = 0;
                for (const PathSum& one : sumPath(*trace, path.main(), grouping)) {
                    sum += one.ns;
                    for (const std::int64_t ns : one.byKindNs)
                        kinds += ns;
                }
                QCOMPARE(sum, trace->durationNs[trace->mainRoot]);
                QCOMPARE(kinds, sum);
            }
        }
    }

    void noPathHasNoSums() { QVERIFY(sumPath(sketch({}), {}, PathGrouping::Service).empty()); }
};

QTEST_GUILESS_MAIN(TestPathSums)
#include "tst_path_sums.moc"
