// SPDX-License-Identifier: GPL-3.0-or-later

// Elastic APM as agents send it: streams of events, in the server's words and in the browser agent's letters.

#include "importers/elastic/elastic_importer.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/support.h"
#include "support/test_values.h"

#include <QTest>

#include <limits>
#include <algorithm>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeElasticImporter();
    return *one;
}

std::unique_ptr<RecordingSink> readJson(const std::string& text)
{
    return readText(importer(), json(text));
}

std::string record(const std::string& kind, const std::string& id, const std::string& members)
{
    return "{'" + kind + "':{'id':'" + id + "','trace_id':'1'," + members + "}}\n";
}

const RecordedSpan& spanOf(const RecordingSink& sink, std::uint64_t id)
{
    static const RecordedSpan none;
    const auto found = std::find_if(sink.spans.begin(), sink.spans.end(),
                                    [id](const RecordedSpan& span) { return span.spanId.value == id; });
    return found != sink.spans.end() ? *found : none;
}

} // namespace

class ElasticTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfASpanArrives()
    {
        const auto sink = readData(importer(), "elastic/intake.ndjson");
        QCOMPARE(sink->spans.size(), std::size_t{5});
        const RecordedSpan& span = spanOf(*sink, 0xb1);
        QCOMPARE(toHex(span.traceId), "0102030405060708090a0b0c0d0e0f10"s);
        QCOMPARE(span.parentId.value, std::uint64_t{0xa1});
        QCOMPARE(span.name, "POST cards"s);
        QCOMPARE(span.kind, SpanKind::Client);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, "refused"s);
        QCOMPARE(span.startNs, std::int64_t{1700000000050001000});
        QCOMPARE(span.durationNs, std::int64_t{100000001});
        QCOMPARE(span.marks, SpanMarks{0});
        const std::pair<const char*, const char*> expected[] = {
            {"elastic.type", "external"},
            {"elastic.subtype", "http"},
            {"elastic.action", "post"},
            {"elastic.sync", "false"},
            {"elastic.sample_rate", "0.5"},
            {"elastic.transaction_id", "00000000000000a1"},
            {"http.url", "http://cards/pay"},
            {"http.method", "POST"},
            {"http.status_code", "502"},
            {"destination.address", "cards"},
            {"destination.port", "80"},
            {"destination.service.resource", "cards:80"},
            {"service.target.name", "cards"},
            {"labels.attempt", "2"},
            {"elastic.stacktrace", R"([{"filename":"a.js","lineno":1}])"},
            {"elastic.future", R"({"x":[1]})"},
        };
        for (const auto& [key, value] : expected)
            QCOMPARE(attributeText(span.attributes, key), std::string(value));
        QVERIFY(findValue(span.attributes, "labels.none") != nullptr);
        QCOMPARE(span.links.size(), std::size_t{1});
        QCOMPARE(toHex(span.links[0].traceId), "1112131415161718191a1b1c1d1e1f20"s);
        QCOMPARE(span.links[0].spanId.value, std::uint64_t{0xf1});
    }

    void transactionIsASpanWithItsContext()
    {
        const auto sink = readData(importer(), "elastic/intake.ndjson");
        const RecordedSpan& span = spanOf(*sink, 0xa1);
        QCOMPARE(span.parentId.value, std::uint64_t{0xff});
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.status, StatusCode::Ok);
        QCOMPARE(span.durationNs, std::int64_t{250500000});
        const std::pair<const char*, const char*> expected[] = {
            {"elastic.result", "HTTP 2xx"},
            {"elastic.span_count.started", "3"},
            {"elastic.span_count.dropped", "4"},
            {"elastic.marks.agent.ttfb", "5"},
            {"http.request.method", "POST"},
            {"url.full", "https://shop/orders?x=1"},
            {"url.pathname", "/orders"},
            {"http.request.headers.accept", R"(["a","b"])"},
            {"http.response.status_code", "200"},
            {"user.id", "u1"},
            {"custom.deep", R"({"er":1})"},
        };
        for (const auto& [key, value] : expected)
            QCOMPARE(attributeText(span.attributes, key), std::string(value));
        QCOMPARE(attributeText(span.attributes, "elastic.sampled"), "missing"s);
        QCOMPARE(sink->count(ProblemCode::DroppedData), std::uint64_t{1});
    }

    void metadataHoldsForTheLinesBehindIt()
    {
        const auto sink = readData(importer(), "elastic/intake.ndjson");
        const RecordedResource& shop = sink->resource(spanOf(*sink, 0xb1).resource);
        QCOMPARE(shop.service, "shop"s);
        const std::pair<const char*, const char*> expected[] = {
            {"service.name", "shop"},        {"service.version", "1.2"},
            {"service.environment", "prod"}, {"service.agent.name", "nodejs"},
            {"process.pid", "12"},           {"process.argv", R"(["node","x.js"])"},
            {"host.hostname", "h1"},         {"container.id", "c1"},
            {"labels.team", "red"},          {"cloud.provider", "aws"},
            {"elastic.special.a.b", "1"},
        };
        for (const auto& [key, value] : expected)
            QCOMPARE(attributeText(shop.attributes, key), std::string(value));
        QCOMPARE(sink->service(spanOf(*sink, 0xa2)), "worker"s);
    }

    void contextMayNameAnotherService()
    {
        const auto sink = readData(importer(), "elastic/intake.ndjson");
        const RecordedResource& resource = sink->resource(spanOf(*sink, 0xa1).resource);
        QCOMPARE(resource.service, "shop-eu"s);
        QCOMPARE(attributeText(resource.attributes, "service.name"), "shop-eu"s);
        QCOMPARE(attributeText(resource.attributes, "elastic.metadata.service.name"), "shop"s);
        QCOMPARE(attributeText(resource.attributes, "host.hostname"), "h1"s);
    }

    void errorsBecomeEventsOfTheirSpanBeforeAndBehindIt()
    {
        const auto sink = readData(importer(), "elastic/intake.ndjson");
        const RecordedSpan& span = spanOf(*sink, 0xb1);
        QCOMPARE(span.events.size(), std::size_t{1});
        const RecordedEvent& event = span.events.front();
        QCOMPARE(event.name, "exception"s);
        QCOMPARE(event.timeNs, std::int64_t{1700000000090000000});
        const std::pair<const char*, const char*> expected[] = {
            {"exception.type", "Error"},
            {"exception.message", "refused"},
            {"exception.handled", "true"},
            {"exception.code", "E1"},
            {"exception.stacktrace", "at pay (pay.js:7:3)\nat Main.run (/x/main.js:1)"},
            {"exception.cause", R"([{"message":"inner"}])"},
            {"elastic.culprit", "pay (pay.js)"},
            {"labels.try", "1"},
            {"elastic.transaction.type", "request"},
        };
        for (const auto& [key, value] : expected)
            QCOMPARE(attributeText(event.attributes, key), std::string(value));
        QVERIFY(attributeText(event.attributes, "elastic.exception.stacktrace").find(R"("vars":{"n":1})") !=
                std::string::npos);
        const RecordedSpan& transaction = spanOf(*sink, 0xa1);
        QCOMPARE(transaction.events.size(), std::size_t{1});
        QCOMPARE(attributeText(transaction.events[0].attributes, "log.message"), "disk is nearly full"s);
        QCOMPARE(attributeText(transaction.events[0].attributes, "exception.message"), "disk is nearly full"s);
        QCOMPARE(transaction.status, StatusCode::Ok); // what the agent said itself
    }

    void errorOfAnUnknownSpanGoesToItsTransaction()
    {
        const auto sink =
            readJson(record("error", "e", "'parent_id':'99','transaction_id':'2','exception':{'message':'m'}") +
                     record("transaction", "2", "'timestamp':1700000000000000,'duration':1") +
                     record("error", "f", "'parent_id':'98','transaction_id':'97','exception':{'message':'m'}"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->spans[0].events.size(), std::size_t{1});
        QCOMPARE(sink->spans[0].events[0].timeNs, std::int64_t{1700000000001000000});
        QCOMPARE(sink->spans[0].status, StatusCode::Error);
        QCOMPARE(sink->spans[0].statusMessage, "m"s);
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{1});
    }

    void handledErrorAloneIsNoFailure()
    {
        const auto sink = readJson(record("error", "e", "'parent_id':'2','exception':{'message':'m','handled':true}") +
                                   record("span", "2", "'timestamp':1,'duration':1"));
        QCOMPARE(sink->spans[0].status, StatusCode::Unset);
    }

    void compositeSpansAndOtherSignalsAreCounted()
    {
        const auto sink = readData(importer(), "elastic/intake.ndjson");
        QCOMPARE(attributeText(spanOf(*sink, 0xb2).attributes, "elastic.composite.count"), "10"s);
        QCOMPARE(attributeText(spanOf(*sink, 0xb2).attributes, "db.statement"), "SELECT 1"s);
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{1});
    }

    void kindFollowsFromTypeUnlessItIsSaid()
    {
        const auto sink = readData(importer(), "elastic/intake.ndjson");
        QCOMPARE(spanOf(*sink, 0xb3).kind, SpanKind::Producer);
        QCOMPARE(attributeText(spanOf(*sink, 0xb3).attributes, "messaging.system"), "kafka"s);
        QCOMPARE(spanOf(*sink, 0xa2).kind, SpanKind::Consumer);
        const auto kind = [](const std::string& text) { return readJson(text)->spans.at(0).kind; };
        QCOMPARE(kind(record("transaction", "1", "'type':'scheduled'")), SpanKind::Internal);
        QCOMPARE(kind(record("transaction", "1", "'type':'custom','parent_id':'2'")), SpanKind::Server);
        QCOMPARE(kind(record("span", "1", "'type':'app'")), SpanKind::Internal);
        QCOMPARE(kind(record("span", "1", "'type':'messaging','action':'receive'")), SpanKind::Consumer);
        QCOMPARE(kind(record("span", "1", "'type':'app','otel':{'span_kind':'server'}")), SpanKind::Server);
    }

    void startMayCountFromTheTransaction()
    {
        const auto sink = readData(importer(), "elastic/intake.ndjson");
        const RecordedSpan& span = spanOf(*sink, 0xb2);
        QCOMPARE(span.startNs, std::int64_t{1700000000012500000});
        QCOMPARE(span.parentId.value, std::uint64_t{0xa1});
        QVERIFY(!has(span.marks, SpanMark::StartUnknown));
        const auto behind = readJson(record("transaction", "1", "'timestamp':1000000,'duration':9") +
                                     record("span", "2", "'transaction_id':'1','start':0.5,'duration':1"));
        QCOMPARE(behind->spans[1].startNs, std::int64_t{1000500000});
        const auto unknown = readJson(record("span", "2", "'transaction_id':'1','start':0.5,'duration':1"));
        QVERIFY(has(unknown->spans[0].marks, SpanMark::StartUnknown));
    }

    void missingTimesAreMarked()
    {
        const auto sink = readJson(record("transaction", "1", "'timestamp':1000000") +
                                   record("transaction", "2", "'duration':1") + record("span", "3", "'duration':'x'"));
        QVERIFY(has(spanOf(*sink, 1).marks, SpanMark::DurationUnknown));
        QVERIFY(has(spanOf(*sink, 2).marks, SpanMark::StartUnknown));
        QVERIFY(!has(spanOf(*sink, 2).marks, SpanMark::DurationUnknown));
        QVERIFY(has(spanOf(*sink, 3).marks, SpanMark::DurationUnknown));
        QCOMPARE(sink->count(ProblemCode::TimeImpossible), std::uint64_t{1});
    }

    void oldAgentsWithoutTraceIdsGetOneTracePerTransaction()
    {
        const auto sink = readJson("{'span':{'id':'2','transaction_id':'ab','timestamp':1,'duration':1}}\n"
                                   "{'error':{'id':'3','transaction_id':'ab','exception':{'message':'m'}}}\n"
                                   "{'transaction':{'id':'ab','timestamp':1,'duration':1}}\n");
        QCOMPARE(sink->traceCount(), std::size_t{1});
        QCOMPARE(sink->spans[0].traceId.lo, std::uint64_t{0xab});
        QCOMPARE(sink->spans[0].parentId.value, std::uint64_t{0xab});
        QCOMPARE(spanOf(*sink, 0xab).events.size(), std::size_t{1});
    }

    void browserEventsGetTheirFullNames()
    {
        const auto sink = readData(importer(), "elastic/rum.ndjson");
        QCOMPARE(sink->spans.size(), std::size_t{4});
        QCOMPARE(sink->serviceCount(), std::size_t{1});
        QCOMPARE(sink->service(spanOf(*sink, 0xb1)), "page"s);
        QCOMPARE(attributeText(sink->resource(1).attributes, "service.agent.name"), "rum-js"s);
        QCOMPARE(attributeText(sink->resource(1).attributes, "user.username"), "ann"s);
        const RecordedSpan& transaction = spanOf(*sink, 0xa1);
        const std::pair<const char*, const char*> expected[] = {
            {"elastic.type", "page-load"},
            {"elastic.span_count.started", "3"},
            {"page.referer", "r"},
            {"http.response.status_code", "200"},
            {"labels.tag", "1"},
            {"user.email", "e"},
            {"elastic.marks.agent.timeToFirstByte", "5"},
            {"elastic.marks.navigationTiming.connectEnd", "1"},
            {"elastic.experience.longtask.count", "3"},
        };
        for (const auto& [key, value] : expected)
            QCOMPARE(attributeText(transaction.attributes, key), std::string(value));
        QCOMPARE(transaction.status, StatusCode::Ok);
        const RecordedSpan& call = spanOf(*sink, 0xb1);
        QCOMPARE(call.kind, SpanKind::Client);
        QCOMPARE(attributeText(call.attributes, "http.method"), "GET"s);
        QCOMPARE(attributeText(call.attributes, "destination.service.resource"), "api:80"s);
        QCOMPARE(attributeText(spanOf(*sink, 0xb2).attributes, "elastic.stacktrace"),
                 R"([{"filename":"a.js","function":"go","lineno":3,"colno":4}])"s);
        QCOMPARE(attributeText(spanOf(*sink, 0xb2).events.at(0).attributes, "exception.stacktrace"),
                 "at go (a.js:3)"s);
        QCOMPARE(attributeText(spanOf(*sink, 0xb2).events.at(0).attributes, "exception.cause"),
                 R"([{"message":"deeper","type":"E"}])"s);
    }

    void browserSpansHangOnEachOtherByTheirPlace()
    {
        const auto sink = readData(importer(), "elastic/rum.ndjson");
        QCOMPARE(spanOf(*sink, 0xb1).parentId.value, std::uint64_t{0xa1});
        QCOMPARE(spanOf(*sink, 0xb2).parentId.value, std::uint64_t{0xb1});
        QCOMPARE(spanOf(*sink, 0xb3).parentId.value, std::uint64_t{0xa1});
    }

    void withoutAnyTimestampTransactionsStartAtZero()
    {
        const auto sink = readData(importer(), "elastic/rum.ndjson");
        QCOMPARE(spanOf(*sink, 0xa1).startNs, std::int64_t{0});
        QCOMPARE(spanOf(*sink, 0xb1).startNs, std::int64_t{10250000});
        QCOMPARE(spanOf(*sink, 0xb1).marks, SpanMarks{0});
        QCOMPARE(attributeText(spanOf(*sink, 0xb1).attributes, "elastic.relative_time"), "true"s);
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{4});
        const auto mixed = readText(importer(), readFile(dataPath("elastic/rum.ndjson")) +
                                                    json(record("transaction", "77", "'timestamp':1000000")));
        QVERIFY(has(spanOf(*mixed, 0xb1).marks, SpanMark::StartUnknown));
    }

    void unknownAndBrokenEventsAreCounted()
    {
        const auto sink = readJson("{'weather':{}}\n{'span':5}\n17\n{ 'broken' }\n{'log':{'message':'m'}}\n" +
                                   record("span", "1", "'timestamp':1,'duration':1"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{2});
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::BrokenRecord), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{1});
    }

    void manyEventsWithTheSameIdsTakeLinearTime()
    {
        std::string input;
        for (int i = 0; i < 50'000; ++i)
            input += record("error", "e", "'parent_id':'5','exception':{'message':'m'}") +
                     record("span", "7", "'duration':1");
        const auto sink = readJson(input);
        QCOMPARE(sink->spans.size(), std::size_t{50'000});
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{50'000});
    }

    void onlyItsOwnContentIsClaimed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("claimed");
        const auto row = [](const char* name, const char* text, bool claimed) {
            QTest::newRow(name) << QByteArray::fromStdString(json(text)) << claimed;
        };
        row("stream", "{'metadata':{'service':{'name':'a','agent':{}}}}\n{'span':{}}", true);
        row("browser", "{'m':{'se':{'n':'a','a':{'n':'js'}}}}", true);
        row("rest of a stream", "{'span':{'transaction_id':'1','duration':1}}", true);
        row("cut transaction", "{'transaction':{'span_count':{},'duration':1,'name':'x", true);
        row("Chrome", "{'metadata':{'service':'x'},'traceEvents':[]}", false);
        row("Kubernetes", "{'metadata':{'name':'x'},'spec':{}}", false);
        row("some span", "{'span':{'id':'1','name':'a'}}", false);
    }
    void onlyItsOwnContentIsClaimed()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, claimed);
        QCOMPARE(claims(importer(), text.toStdString()), claimed);
    }

    void anyFile()
    {
        const std::string text = readFile(dataPath("elastic/intake.ndjson"));
        QVERIFY(claims(importer(), text));
        QCOMPARE(checkPieces(importer(), text), QString());
        QCOMPARE(checkTruncation(importer(), text), QString());
        QCOMPARE(checkReplacedValues(importer(), text), QString());
        const std::string rum = readFile(dataPath("elastic/rum.ndjson"));
        QVERIFY(claims(importer(), rum));
        QCOMPARE(checkPieces(importer(), rum), QString());
        QCOMPARE(checkTruncation(importer(), rum), QString());
    }

    void errorsOfSpansWhoseEndDoesNotFitAreAtTheLatestTime()
    {
        const auto sink =
            readJson("{'metadata':{'service':{'name':'s'}}}\n" +
                     record("transaction", "a1", "'timestamp':9200000000000000,'duration':1000000000000,'name':'t'") +
                     record("error", "e1", "'parent_id':'a1','exception':{'message':'no'}"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->spans.front().events.at(0).timeNs, std::numeric_limits<std::int64_t>::max());
    }
};

QTEST_APPLESS_MAIN(ElasticTest)
#include "tst_elastic.moc"
