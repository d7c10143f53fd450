// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/span_extras.h"

#include "importers/import_session.h"
#include "model/cache/cache_reader.h"
#include "model/items/incoming_links.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

using namespace tailrace;

class SpanExtrasTest : public QObject
{
    Q_OBJECT

private slots:
    void eventsComeInOrderOfTimeAndManyAreCut();
    void thePeerIsTheMostTelling();
    void sumsOfCallsAreCounted();
    void chosenAttributesAreLookedForInTheResourceToo();
    void linksFromOtherSpansAndTracesAreFound();
};

void SpanExtrasTest::eventsComeInOrderOfTimeAndManyAreCut()
{
    SpanDetail detail;
    for (int i = 0; i < 600; ++i)
        detail.events.push_back({1000 - i, i == 599 ? "exception" : "tick", {}, 0});
    const SpanExtra extra = extraOf(detail, {});
    QCOMPARE(extra.events.size(), SpanExtra::kMostEvents);
    QCOMPARE(extra.moreEvents, std::uint64_t(100));
    QCOMPARE(extra.events.front().timeNs, 401);
    QVERIFY(extra.events.front().isException);
    QVERIFY(!extra.events.back().isException);
}

void SpanExtrasTest::thePeerIsTheMostTelling()
{
    SpanDetail detail;
    QVERIFY(extraOf(detail, {}).peer.empty());
    detail.attributes = {{"server.address", {std::string("10.0.0.1")}}};
    QCOMPARE(extraOf(detail, {}).peer, std::string("10.0.0.1"));
    detail.attributes.push_back({"db.system", {std::string("redis")}});
    QCOMPARE(extraOf(detail, {}).peer, std::string("redis"));
    detail.attributes.push_back({"peer.service", {std::string("cache")}});
    QCOMPARE(extraOf(detail, {}).peer, std::string("cache"));
}

void SpanExtrasTest::sumsOfCallsAreCounted()
{
    SpanDetail detail;
    QCOMPARE(extraOf(detail, {}).calls, std::uint64_t(0));
    detail.attributes = {{"elastic.composite.count", {std::int64_t{10}}}};
    QCOMPARE(extraOf(detail, {}).calls, std::uint64_t(10));
    // The collector's processor lets one choose the prefix.
    detail.attributes = {{"rolled.span_count", {std::int64_t{37}}}};
    QCOMPARE(extraOf(detail, {}).calls, std::uint64_t(0));
    detail.attributes.push_back({"rolled.is_summary", {true}});
    QCOMPARE(extraOf(detail, {}).calls, std::uint64_t(37));
}

void SpanExtrasTest::chosenAttributesAreLookedForInTheResourceToo()
{
    SpanDetail detail;
    detail.attributes = {{"rows", {std::int64_t{7}}}};
    detail.resource.attributes = {{"host.name", {std::string("node-1")}}, {"rows", {std::int64_t{8}}}};
    const SpanExtra extra = extraOf(detail, {"host.name", "rows", "missing"});
    QCOMPARE(extra.chosen.size(), std::size_t(2));
    QCOMPARE(extra.chosen[0].second, std::string("node-1"));
    QCOMPARE(extra.chosen[1].second, std::string("7"));
    QCOMPARE(extra.keys, (std::vector<std::string>{"rows"}));
}

void SpanExtrasTest::linksFromOtherSpansAndTracesAreFound()
{
    // Two traces: a consumer of the second and a span of the first link to the first one's producer; one link leads
    // to a trace that is not here.
    constexpr char kSpans[] =
        R"J({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},)J"
        R"J("scopeSpans":[{"spans":[)J"
        R"J({"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a1","name":"send",)J"
        R"J("startTimeUnixNano":"1000000000","endTimeUnixNano":"2000000000"},)J"
        R"J({"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a2","name":"again",)J"
        R"J("parentSpanId":"00000000000000a1","startTimeUnixNano":"1100000000","endTimeUnixNano":"1200000000",)J"
        R"J("links":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a1"}]},)J"
        R"J({"traceId":"ff02030405060708090a0b0c0d0e0f10","spanId":"00000000000000b1","name":"receive",)J"
        R"J("startTimeUnixNano":"3000000000","endTimeUnixNano":"4000000000",)J"
        R"J("links":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a1"},)J"
        R"J({"traceId":"ee02030405060708090a0b0c0d0e0f10","spanId":"00000000000000a1"}]}]}]}]})J";
    const QTemporaryDir folder;
    const std::string source = folder.filePath(QStringLiteral("spans.json")).toStdString();
    const std::string cache = folder.filePath(QStringLiteral("c.tailrace")).toStdString();
    test::writeFile(source, kSpans);
    Progress progress;
    QVERIFY(importInputs({.inputs = {source}, .cacheFile = cache}, progress, {}).has_value());
    const TraceId trace{0x0102030405060708, 0x090a0b0c0d0e0f10};
    const auto links = IncomingLinks::find(cache, trace, {});
    QVERIFY(links.has_value());
    const auto found = links->to(SpanId{0xa1});
    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0].name, std::string("again"));
    QVERIFY(found[0].trace == trace);
    QCOMPARE(found[1].name, std::string("receive"));
    QCOMPARE(found[1].service, std::string("shop"));
    QVERIFY(found[1].trace != trace);
    QCOMPARE(found[1].span.value, std::uint64_t{0xb1});
    QVERIFY(links->to(SpanId{0xa2}).empty());
    QVERIFY(links->to(SpanId{0xff}).empty());

    auto reader = CacheReader::open(cache);
    const auto table = reader->loadTrace(trace);
    QVERIFY(table.has_value());
    const std::vector<std::int64_t> rows{(*table)->rowId[0], (*table)->rowId[1]};
    const auto fetched = fetchFromCache(cache)(rows, std::stop_token());
    QVERIFY(fetched.has_value());
    QCOMPARE(fetched->at(0).linksIn, std::uint64_t{2});
    QCOMPARE(fetched->at(0).linkedFrom.size(), std::size_t{2});
    QCOMPARE(fetched->at(1).linksIn, std::uint64_t{0});
    std::stop_source stopped;
    stopped.request_stop();
    QVERIFY(!IncomingLinks::find(cache, trace, stopped.get_token()).has_value());
}

QTEST_APPLESS_MAIN(SpanExtrasTest)
#include "tst_span_extras.moc"
