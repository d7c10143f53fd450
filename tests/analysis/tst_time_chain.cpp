// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/self_times.h"
#include "model/analysis/time_chain.h"
#include "trace_sketch.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace tailrace;
using namespace tailrace::test;

namespace {

TimeChain chainOf(const SpanTable& trace)
{
    return followTime(trace, findCriticalPath(trace));
}

/// Names of the chain's steps, "a > 3b".
std::string pathOf(const SpanTable& trace, const TimeChain& chain)
{
    std::string out;
    for (const TimeStep& step : chain.steps)
        out += (out.empty() ? "" : " > ") + (step.count > 1 ? std::to_string(step.count) : std::string()) +
               std::string(trace.name(step.span));
    return out;
}

} // namespace

class TestTimeChain : public QObject
{
    Q_OBJECT

private slots:
    void theChainFollowsTheChildThatHoldsMost()
    {
        const SpanTable trace = sketch({{0, "gw", "root", 0, 100},
                                        {1, "a", "small", 0, 20},
                                        {1, "b", "large", 20, 70},
                                        {2, "b", "leaf", 25, 60}});
        const TimeChain chain = chainOf(trace);
        QCOMPARE(pathOf(trace, chain), std::string("root > large > leaf"));
        QCOMPARE(chain.steps[0].selfNs, 10 * kMs);
        QCOMPARE(chain.steps[1].selfNs, 10 * kMs);
        QCOMPARE(chain.end, ChainEnd::NoChildren);
        QCOMPARE(chain.durationNs, 100 * kMs);
    }

    void siblingsOfOneOperationCountAsOneByTheirTimeOnThePath()
    {
        const SpanTable trace = sketch({{0, "gw", "root", 0, 100},
                                        {1, "db", "query", 0, 30},
                                        {1, "db", "query", 20, 30}, // the one before was not waited for
                                        {1, "db", "query", 60, 20},
                                        {1, "x", "other", 80, 20}});
        const TimeChain chain = chainOf(trace);
        QCOMPARE(pathOf(trace, chain), std::string("root > 2query"));
        QCOMPARE(chain.steps[1].totalNs, 50 * kMs);
        QCOMPARE(chain.steps[1].span, 2U);
        QCOMPARE(chain.steps[0].selfNs, 30 * kMs);
        QCOMPARE(chain.besideChildrenNs, 0);
    }

    void theChainGoesOnBelowSeveralSiblings()
    {
        const SpanTable trace = sketch({{0, "a", "root", 0, 100},
                                        {1, "a", "try", 0, 40},
                                        {2, "b", "serve", 5, 30},
                                        {1, "a", "try", 50, 40},
                                        {2, "b", "serve", 55, 30}});
        const TimeChain chain = chainOf(trace);
        QCOMPARE(pathOf(trace, chain), std::string("root > 2try > 2serve"));
        QCOMPARE(chain.steps[2].totalNs, 60 * kMs);
        QCOMPARE(chain.steps[1].selfNs, 20 * kMs);
    }

    void ownTimeEndsTheChainAndItsLongestStretchIsBoundByChildren()
    {
        const SpanTable trace =
            sketch({{0, "gw", "root", 0, 1000}, {1, "a", "first", 10, 40}, {1, "b", "second", 900, 60}});
        const TimeChain chain = chainOf(trace);
        QCOMPARE(chain.end, ChainEnd::OwnTime);
        QCOMPARE(chain.stretch.durationNs, 850 * kMs);
        QCOMPARE(chain.stretch.after, 1U);
        QCOMPARE(chain.stretch.before, 2U);
        QCOMPARE(chain.children, 2U);
    }

    void aStretchIsBoundByTheChildThatEndsLastNotTheOneThatStartsLast()
    {
        const SpanTable trace = sketch({{0, "gw", "root", 0, 1000},
                                        {1, "a", "long", 0, 300},
                                        {1, "b", "short", 100, 50},
                                        {1, "c", "late", 950, 50}});
        const TimeChain chain = chainOf(trace);
        QCOMPARE(chain.stretch.after, 1U);
        QCOMPARE(chain.stretch.before, 3U);
        QCOMPARE(chain.stretch.durationNs, 650 * kMs);
    }

    void aSmallLargestChildMeansThatTheTimeIsSpread()
    {
        const SpanTable trace = sketch(
            {{0, "gw", "root", 0, 100}, {1, "a", "a", 0, 34}, {1, "b", "b", 34, 33}, {1, "c", "c", 67, 33}});
        const TimeChain chain = chainOf(trace);
        QCOMPARE(chain.end, ChainEnd::Spread);
        QCOMPARE(chain.longestChild.span, 1U);
        QCOMPARE(chain.children, 3U);
    }

    void aChildThatRunsBesideTheLongestIsNamed()
    {
        const SpanTable trace = sketch({{0, "gw", "root", 0, 100},
                                        {1, "a", "long", 0, 90},
                                        {1, "b", "also", 5, 80},
                                        {1, "c", "short", 5, 10}});
        const TimeChain chain = chainOf(trace);
        QCOMPARE(chain.steps[1].beside, 2U);
        QCOMPARE(chain.steps[1].besideNs, 80 * kMs);
        // One after the other is not beside.
        const SpanTable sequence =
            sketch({{0, "gw", "root", 0, 100}, {1, "a", "a", 0, 50}, {1, "b", "b", 50, 48}});
        QCOMPARE(chainOf(sequence).steps[1].beside, kNoSpan);
    }

    void childrenAreCutToTheirParentAndLateOnesDoNotCount()
    {
        const SpanTable trace =
            sketch({{0, "a", "root", 0, 100}, {1, "b", "outlasts", 40, 500}, {1, "c", "late", 200, 900}});
        const TimeChain chain = chainOf(trace);
        QCOMPARE(pathOf(trace, chain), std::string("root > outlasts"));
        QCOMPARE(chain.steps[1].totalNs, 60 * kMs);
    }

    void aRootOfUnknownLengthIsTakenToLastAsLongAsItsTrace()
    {
        const SpanTable trace =
            sketch({{0, "a", "root", 0, 0, StatusCode::Unset, SpanKind::Server, marked(SpanMark::DurationUnknown)},
                    {1, "b", "child", 10, 80}});
        const TimeChain chain = chainOf(trace);
        QVERIFY(chain.rootLengthUnknown);
        QCOMPARE(chain.durationNs, 90 * kMs);
        QCOMPARE(pathOf(trace, chain), std::string("root > child"));
    }

    void theEmptyTraceHasNoChain()
    {
        QVERIFY(chainOf(sketch({})).steps.empty());
        QVERIFY(!longestStretch(sketch({})));
    }

    void consumersOfAProducerAreNoStep()
    {
        const SpanTable trace = sketch({{0, "a", "send", 0, 100, StatusCode::Unset, SpanKind::Producer},
                                        {1, "b", "process", 10, 300, StatusCode::Unset, SpanKind::Consumer}});
        const TimeChain chain = chainOf(trace);
        QCOMPARE(pathOf(trace, chain), std::string("send"));
        QCOMPARE(chain.end, ChainEnd::NoChildren);
        QCOMPARE(chain.steps[0].selfNs, 100 * kMs);
    }

    void totalsAndSelfTimesAreThoseOfTheCriticalPath()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 200; ++round) {
            std::vector<SketchedSpan> spans{{0, "s", "root", 0, 40}};
            std::vector<std::int64_t> starts;
            for (int i = 0; i < 8; ++i)
                starts.push_back(static_cast<std::int64_t>(random() % 45));
            std::sort(starts.begin(), starts.end());
            for (std::int64_t start : starts)
                spans.push_back(
                    {1, "s", random() % 2 == 0 ? "x" : "y", start, static_cast<std::int64_t>(random() % 12)});
            const SpanTable trace = sketch(spans);
            std::int64_t own = 0;
            std::int64_t beside = 0;
            std::int64_t through[2] = {0, 0};
            const CriticalPath path = findCriticalPath(trace);
            for (const PathSegment& segment : path.main()) {
                const bool isOwn = segment.span == 0;
                own += isOwn ? segment.durationNs : 0;
                beside += isOwn && segment.kind == PathKind::Work ? segment.durationNs : 0;
                through[trace.name(segment.span) == "y" ? 1 : 0] += isOwn ? 0 : segment.durationNs;
            }
            const TimeChain chain = followTime(trace, path);
            QCOMPARE(chain.steps[0].selfNs, own);
            const TimeStep& largest = chain.steps.size() > 1 ? chain.steps[1] : chain.longestChild;
            QCOMPARE(largest.totalNs, std::max(through[0], through[1]));
            if (chain.steps.size() == 1)
                QCOMPARE(chain.besideChildrenNs, beside);
        }
    }

    void selfTimesAreSummedByServiceAndOperation()
    {
        const SpanTable trace = sketch({{0, "gw", "root", 0, 100},
                                        {1, "db", "query", 0, 30},
                                        {1, "db", "query", 30, 40},
                                        {1, "cache", "query", 70, 5}});
        const SelfTimes times = largestSelfTimes(trace, 2);
        QCOMPARE(times.sumNs, 100 * kMs);
        QCOMPARE(times.largest.size(), std::size_t(2));
        QCOMPARE(times.largest[0].selfNs, 70 * kMs);
        QCOMPARE(times.largest[0].count, 2U);
        QCOMPARE(times.largest[0].span, 2U);
        QCOMPARE(times.largest[1].span, 0U);
    }

    void aHundredThousandSpansInOneLineOrOneRowTakeNoTime()
    {
        std::vector<SketchedSpan> deep;
        std::vector<SketchedSpan> wide{{0, "s", "root", 0, 200'000}};
        for (std::uint32_t i = 0; i < 100'000; ++i) {
            deep.push_back({i, "s", "deep", i, 200'000 - 2 * static_cast<std::int64_t>(i)});
            wide.push_back({1, "s", i % 2 == 0 ? "even" : "odd", 2 * static_cast<std::int64_t>(i), 2});
        }
        QElapsedTimer timer;
        timer.start();
        const SpanTable line = sketch(deep);
        QCOMPARE(chainOf(line).steps.size(), std::size_t(100'000));
        QCOMPARE(chainOf(sketch(wide)).steps[1].count, 50'000U);
        QVERIFY(longestStretch(line));
        QVERIFY2(timer.elapsed() < 10'000, "quadratic");
    }
};

QTEST_GUILESS_MAIN(TestTimeChain)
#include "tst_time_chain.moc"
