// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/trace_sketch.h"
#include "model/trace/clock_layer.h"

#include <QTest>

#include <random>

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr StatusCode kUnset = StatusCode::Unset;

SketchedSpan client(std::uint32_t depth, std::string_view service, std::int64_t start, std::int64_t length)
{
    return {depth, service, "call", start, length, kUnset, SpanKind::Client};
}

SketchedSpan server(std::uint32_t depth, std::string_view service, std::int64_t start, std::int64_t length)
{
    return {depth, service, "serve", start, length, kUnset, SpanKind::Server};
}

const HostClock& hostNamed(const ClockLayer& layer, std::string_view name)
{
    for (const HostClock& host : layer.hosts())
        if (host.name == name)
            return host;
    qFatal("no such host");
}

} // namespace

class TestClockLayer : public QObject
{
    Q_OBJECT

private slots:
    void withoutALayerNothingMoves()
    {
        const SpanTable trace = sketch({client(0, "a", 0, 100), server(1, "b", 500, 40)});
        const ClockLayer raw;
        QCOMPARE(raw.correctedStarts(trace), trace.startNs);
        QVERIFY(!raw.isMoved(1));
        QCOMPARE(raw.hostOf(1), kNoHost);
        QCOMPARE(raw.movedSpans(), 0U);
    }

    void aServerOutsideItsClientIsCentredInIt()
    {
        const SpanTable trace =
            sketch({client(0, "a", 0, 100), server(1, "b", 500, 40), {2, "b", "work", 510, 10}});
        const ClockLayer layer = ClockLayer::estimate(trace);
        const HostClock& host = hostNamed(layer, "b");
        QCOMPARE(host.offsetNs, -470 * kMs);
        QCOMPARE(host.lowNs, -500 * kMs);
        QCOMPARE(host.highNs, -440 * kMs);
        QCOMPARE(host.spanPairs, 1U);
        QCOMPARE(host.reference, layer.hostOf(0));
        QVERIFY(host.feasible);
        QCOMPARE(layer.movedSpans(), 2U);
        QVERIFY(!layer.isMoved(0) && layer.isMoved(1) && layer.isMoved(2));
        const std::vector<std::int64_t> starts = layer.correctedStarts(trace);
        QCOMPARE(starts[1] - starts[0], 30 * kMs);
        QCOMPARE(starts[2] - starts[1], 10 * kMs);
    }

    void clocksThatMayAgreeAreLeftAlone()
    {
        const ClockLayer layer = ClockLayer::estimate(sketch({client(0, "a", 0, 100), server(1, "b", 5, 40)}));
        QCOMPARE(hostNamed(layer, "b").offsetNs, 0);
        QCOMPARE(hostNamed(layer, "b").lowNs, -5 * kMs);
        QCOMPARE(hostNamed(layer, "b").highNs, 55 * kMs);
        QCOMPARE(layer.movedSpans(), 0U);
    }

    void allPairsOfTwoHostsAreIntersectedInBothDirections()
    {
        const SpanTable trace = sketch({{0, "a", "root", 0, 1000},
                                        client(1, "a", 0, 100),
                                        server(2, "b", 550, 40), // -550 … -490
                                        client(3, "b", 555, 30),
                                        server(4, "a", 60, 20), // the other way: -505 … -495
                                        client(1, "a", 200, 50),
                                        server(2, "b", 705, 40)}); // -505 … -495
        const ClockLayer layer = ClockLayer::estimate(trace);
        const HostClock& host = hostNamed(layer, "b");
        QCOMPARE(host.spanPairs, 3U);
        QCOMPARE(host.lowNs, -505 * kMs);
        QCOMPARE(host.highNs, -495 * kMs);
        QCOMPARE(host.offsetNs, -500 * kMs);
        QCOMPARE(layer.pairs().size(), std::size_t(1));
    }

    void boundsThatContradictEachOtherAreSaidAndAveraged()
    {
        const SpanTable trace = sketch({{0, "a", "root", 0, 1000},
                                        client(1, "a", 0, 20),
                                        server(2, "b", 105, 10), // -105 … -95
                                        client(1, "a", 500, 20),
                                        server(2, "b", 805, 10)}); // -305 … -295
        const HostClock& host = hostNamed(ClockLayer::estimate(trace), "b");
        QVERIFY(!host.feasible);
        QCOMPARE(host.offsetNs, -200 * kMs);
        QVERIFY(host.lowNs > host.highNs);
    }

    void aServerThatOutlastsItsClientBoundsFromBelowOnly()
    {
        const HostClock& host =
            hostNamed(ClockLayer::estimate(sketch({client(0, "a", 100, 10), server(1, "b", 40, 500)})), "b");
        QCOMPARE(host.offsetNs, 60 * kMs);
        QCOMPARE(host.lowNs, 60 * kMs);
        QCOMPARE(host.highNs, INT64_MAX);
    }

    void messagesSayNothingAboutClocks()
    {
        const SpanTable trace = sketch({{0, "a", "send", 0, 10, kUnset, SpanKind::Producer},
                                        {1, "b", "process", -500, 20, kUnset, SpanKind::Consumer}});
        const ClockLayer layer = ClockLayer::estimate(trace);
        QVERIFY(layer.pairs().empty());
        QCOMPARE(hostNamed(layer, "b").reference, kNoHost);
        QCOMPARE(layer.movedSpans(), 0U);
    }

    void offsetsAddUpAlongTheCallsAndAPersonMaySetThem()
    {
        const SpanTable trace = sketch({client(0, "a", 0, 100), server(1, "b", 1'010, 80),      // b is 1 s ahead
                                        client(2, "b", 1'020, 60), server(3, "c", 3'030, 40)}); // c another 2 s
        ClockLayer layer = ClockLayer::estimate(trace);
        const HostIndex b = layer.hostOf(1);
        const HostIndex c = layer.hostOf(3);
        QCOMPARE(layer.offsetNs(1), -1'000 * kMs);
        QCOMPARE(layer.offsetNs(3), -3'000 * kMs);
        QCOMPARE(layer.hosts()[c].highNs - layer.hosts()[c].lowNs, 40 * kMs);
        layer.setOffset(b, 5);
        QVERIFY(layer.hosts()[b].isSet);
        QCOMPARE(layer.offsetNs(1), 5);
        QCOMPARE(layer.offsetNs(3), 5 - 2'000 * kMs);
        QCOMPARE(layer.hosts()[b].estimatedNs, -1'000 * kMs);
        layer.setOffset(c, 0);
        QCOMPARE(layer.movedSpans(), 2U);
        layer.resetOffset(b);
        layer.resetOffset(c);
        QCOMPARE(layer.offsetNs(3), -3'000 * kMs);
    }

    void hostsMayBeGivenAndStartsThatWereNotRecordedStayWithTheirParent()
    {
        const SpanTable trace =
            sketch({client(0, "a", 0, 100),
                    server(1, "a", 500, 40),
                    {2, "a", "work", 500, 10, kUnset, SpanKind::Internal, marked(SpanMark::StartUnknown)}});
        QCOMPARE(ClockLayer::estimate(trace).movedSpans(), 0U);
        const ClockLayer layer = ClockLayer::estimate(
            trace, hostsByText(trace, [](SpanIndex i) { return i == 1 ? std::string("node-2") : "node-1"; }));
        QCOMPARE(layer.movedSpans(), 1U);
        const std::vector<std::int64_t> starts = layer.correctedStarts(trace);
        QCOMPARE(starts[1] - starts[0], 30 * kMs);
        QCOMPARE(starts[2], starts[1]);
    }

    void knownOffsetsAreFoundAgainWithinTheirIntervals()
    {
        std::mt19937 random(5);
        for (int round = 0; round < 300; ++round) {
            const auto offset = static_cast<std::int64_t>(random() % 4'001) - 2'000;
            std::vector<SketchedSpan> spans{{0, "a", "root", 0, 100'000}};
            for (std::int64_t i = 0; i < 10; ++i) {
                const auto wait = static_cast<std::int64_t>(random() % 20);
                const auto length = static_cast<std::int64_t>(random() % 40);
                const auto answer = static_cast<std::int64_t>(random() % 20);
                spans.push_back(client(1, "a", i * 100, wait + length + answer));
                spans.push_back(server(2, "b", i * 100 + wait + offset, length));
            }
            const HostClock host = hostNamed(ClockLayer::estimate(sketch(spans)), "b");
            QVERIFY(host.feasible);
            QVERIFY(host.lowNs <= -offset * kMs && -offset * kMs <= host.highNs);
            QVERIFY(host.lowNs <= host.offsetNs && host.offsetNs <= host.highNs);
        }
    }

    void theEmptyTraceHasNoHosts()
    {
        const SpanTable trace = sketch({});
        ClockLayer layer = ClockLayer::estimate(trace);
        QVERIFY(layer.hosts().empty() && layer.correctedStarts(trace).empty());
    }
};

QTEST_APPLESS_MAIN(TestClockLayer)
#include "tst_clock_layer.moc"
