// SPDX-License-Identifier: GPL-3.0-or-later

// Zipkin v2 JSON from Zipkin's own tracers and from OpenTelemetry's exporters.

#include "importers/zipkin/collector_text.h"
#include "importers/zipkin/zipkin_json_importer.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/support.h"
#include "support/test_values.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeZipkinJsonImporter();
    return *one;
}

RecordedSpan spanWith(const std::string& members)
{
    const auto sink = readText(importer(), json("[{'traceId':'1','id':'2'," + members + "}]"));
    return sink->spans.size() == 1 ? sink->spans.front() : RecordedSpan{};
}

} // namespace

class ZipkinJsonTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfASpanArrives()
    {
        const auto sink = readData(importer(), "zipkin/all_fields.json");
        QCOMPARE(sink->spans.size(), std::size_t{3});
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(toHex(span.traceId), "00000000000000005af7183fb1d4cf5f"s);
        QCOMPARE(toHex(span.spanId), "352bff9a74ca9ad2"s);
        QCOMPARE(toHex(span.parentId), "6b221d5bc9e6496c"s);
        QCOMPARE(span.name, "get /api"s);
        QCOMPARE(span.kind, SpanKind::Client);
        QCOMPARE(span.startNs, std::int64_t{1700000000000001000});
        QCOMPARE(span.durationNs, std::int64_t{1431000});
        QCOMPARE(span.marks, SpanMarks{0});
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, "connection refused"s);
        QCOMPARE(span.traceState, "vendor=1"s);
        QCOMPARE(sink->scope(span.scope).name, "io.shop.web"s);
        QCOMPARE(sink->scope(span.scope).version, "2.1"s);
        const ValueArray addresses = {text("172.19.0.2"), text("2001:db8::c001")};
        const AttributeList expected = {{"http.path", text("/api")},
                                        {"otlp.link.1", text("no link")},
                                        {"zipkin.debug", Value{true}},
                                        {"peer.service", text("backend")},
                                        {"network.peer.address", Value{addresses}},
                                        {"network.peer.port", number(58648)}};
        QCOMPARE(span.attributes, expected);
        QCOMPARE(span.line, std::int64_t{2});
    }

    void localEndpointsBecomeResources()
    {
        const auto sink = readData(importer(), "zipkin/all_fields.json");
        const AttributeList frontend = {
            {"service.name", text("frontend")}, {"host.ip", text("192.168.99.1")}, {"server.port", number(3306)}};
        QCOMPARE(sink->resource(sink->spans[0].resource).attributes, frontend);
        QCOMPARE(sink->service(sink->spans[0]), "frontend"s);
        const ValueArray addresses = {text("172.19.0.2"), text("2001:db8::c001")};
        QCOMPARE(sink->resource(sink->spans[1].resource).attributes.at(1),
                 (Attribute{"host.ip", Value{addresses}}));
        QCOMPARE(sink->service(sink->spans[2]), ""s);
        QCOMPARE(sink->resource(sink->spans[2].resource).attributes, (AttributeList{{"host.ip", text("::1")}}));
    }

    void sharedSpansAndMissingTimesAreMarked()
    {
        const auto sink = readData(importer(), "zipkin/all_fields.json");
        const RecordedSpan& half = sink->spans[1];
        QCOMPARE(half.spanId, sink->spans[0].spanId);
        QVERIFY(has(half.marks, SpanMark::SharedSpan));
        QVERIFY(has(half.marks, SpanMark::StartUnknown));
        QVERIFY(has(half.marks, SpanMark::DurationUnknown));
        QCOMPARE(half.status, StatusCode::Error);
        QCOMPARE(half.statusMessage, ""s);
        QCOMPARE(sink->spans[2].kind, SpanKind::Unspecified);
        QCOMPARE(sink->spans[2].marks, SpanMarks{0});
    }

    void annotationsBecomeEvents()
    {
        const auto sink = readData(importer(), "zipkin/all_fields.json");
        const std::vector<RecordedEvent> expected = {{1700000000000100000, "ws", {}, 0},
                                                     {1700000000000200000,
                                                      "exception",
                                                      {{"exception.type", text("Time|out")},
                                                       {"attempt", number(2)},
                                                       {"ratio", Value{0.5}},
                                                       {"ok", Value{false}}},
                                                      3},
                                                     {1700000000000300000, "a|{no json}|1", {}, 0},
                                                     {1700000000000400000, "a|{}x}|1", {}, 0}};
        QVERIFY(sink->spans[0].events == expected);
    }

    void linksOfTheCollectorAreLinksAgain()
    {
        const auto sink = readData(importer(), "zipkin/all_fields.json");
        QCOMPARE(sink->spans[0].links.size(), std::size_t{1});
        const RecordedLink& link = sink->spans[0].links[0];
        QCOMPARE(toHex(link.traceId), "4bf92f3577b34da6a3ce929d0e0e4736"s);
        QCOMPARE(toHex(link.spanId), "00f067aa0ba902b7"s);
        QCOMPARE(link.traceState, "l=1"s);
        QCOMPARE(link.attributes, (AttributeList{{"why", text("batch")}}));
        QCOMPARE(link.droppedAttributes, 6U);
    }

    void textsOfTheCollectorAreTakenApart()
    {
        const auto event = collectorEvent("a|{b|c|{\"d\":\"|{}|\"}|12");
        QVERIFY(event.has_value());
        QCOMPARE(event->name, std::string_view("a|{b|c"));
        QCOMPARE(event->attributes, std::string_view("{\"d\":\"|{}|\"}"));
        QCOMPARE(event->dropped, 12U);
        for (const char* text :
             {"", "|", "a", "a|{}", "a|{}|", "a|{}|x", "a|{}|-1", "a|{}|99999999999", "{}|0", "a|{{}|0"})
            QVERIFY2(!collectorEvent(text).has_value(), text);
        const auto link = collectorLink("1|2|a=b|c|{}|0");
        QVERIFY(link.has_value());
        QCOMPARE(link->traceState, std::string_view("a=b|c"));
        QVERIFY(!collectorLink("1|{}|0").has_value());
    }

    void otherLayoutsAndTypesAreRead()
    {
        const auto sink = readData(importer(), "zipkin/variants.jsonl");
        QCOMPARE(sink->spans.size(), std::size_t{7});
        QCOMPARE(sink->spans[0].kind, SpanKind::Producer);
        QCOMPARE(sink->spans[1].kind, SpanKind::Consumer);
        QCOMPARE(sink->spans[1].durationNs, std::int64_t{1000});
        QCOMPARE(sink->service(sink->spans[1]), "b"s);
        QCOMPARE(sink->resource(sink->spans[1].resource).attributes.at(1),
                 (Attribute{"server.port", number(8080)}));
        const RecordedSpan& nulls = sink->spans[2];
        QVERIFY(nulls.attributes.empty());
        QCOMPARE(nulls.resource, ResourceRef{0});
        QCOMPARE(sink->count(ProblemCode::BrokenRecord), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{2});
    }

    void valuesOfAnotherTypeAreKeptAsTheyAre()
    {
        const auto sink = readData(importer(), "zipkin/variants.jsonl");
        const RecordedSpan& span = sink->spans[3];
        const AttributeList expected = {
            {"zipkin.kind", text("OBSERVER")},
            {"zipkin.timestamp", number(-1)},
            {"zipkin.localEndpoint", text("here")},
            {"zipkin.remoteEndpoint.serviceName", number(7)},
            {"zipkin.remoteEndpoint.port", number(99999999999)},
            {"zipkin.remoteEndpoint.az", text("eu-1")},
            {"zipkin.annotation", text("late")},
            {"n", number(7)},
            {"list", Value{ValueArray{text("a")}}},
            {"zipkin.shared", text("yes")},
            {"zipkin.extra", Value{AttributeList{{"a", Value{ValueArray{number(1)}}}}}},
            {"error", text("false")}};
        QCOMPARE(span.attributes, expected);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.events.at(0).name, "5"s);
        QCOMPARE(span.events.at(0).attributes, (AttributeList{{"zipkin.timestamp", text("soon")}}));
        QCOMPARE(sink->count(ProblemCode::TimeImpossible), std::uint64_t{3});
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{9});
    }

    void statusComesFromTags()
    {
        const auto sink = readData(importer(), "zipkin/variants.jsonl");
        const RecordedSpan& fine = sink->spans[4];
        QCOMPARE(fine.status, StatusCode::Ok);
        QCOMPARE(fine.statusMessage, "fine"s);
        QCOMPARE(fine.kind, SpanKind::Internal);
        QCOMPARE(fine.attributes, (AttributeList{{"error", text("true")}}));
        const RecordedSpan& twice = sink->spans[6];
        QCOMPARE(twice.status, StatusCode::Error);
        QCOMPARE(twice.statusMessage, "bad"s);
        const RecordedSpan differ = spanWith("'tags':{'error':'a','otel.status_description':'b'}");
        QCOMPARE(differ.statusMessage, "b"s);
        QCOMPARE(differ.attributes, (AttributeList{{"error", text("a")}}));
        QCOMPARE(spanWith("'tags':{'error':'true'}").statusMessage, ""s);
        QCOMPARE(spanWith("'tags':{'http.status_code':'500'}").status, StatusCode::Unset);
    }

    void endpointsAreNotRepeatedIfTagsSayTheSame()
    {
        const auto sink = readData(importer(), "zipkin/variants.jsonl");
        const AttributeList expected = {{"peer.service", text("peer")},
                                        {"network.peer.address", text("10.0.0.2")}};
        QCOMPARE(sink->spans[6].attributes, expected);
    }

    void endpointsOfAnnotationsStandForAMissingOne()
    {
        const auto sink = readData(importer(), "zipkin/variants.jsonl");
        const RecordedSpan& span = sink->spans[5];
        QCOMPARE(sink->service(span), "old"s);
        const AttributeList endpoint = {
            {"serviceName", text("old")}, {"ipv4", text("10.0.0.1")}, {"port", number(80)}};
        QCOMPARE(span.events.at(0).attributes, (AttributeList{{"zipkin.endpoint", Value{endpoint}}}));
    }

    void fractionsOfMicrosecondsAreExact()
    {
        const RecordedSpan span = spanWith("'timestamp':1700000000000000.125,'duration':0.5");
        QCOMPARE(span.startNs, std::int64_t{1700000000000000125});
        QCOMPARE(span.durationNs, std::int64_t{500});
    }

    void depthOfAHundredThousandIsSurvived()
    {
        constexpr std::size_t kDepth = 100'000;
        const std::string open(kDepth, '[');
        const std::string close(kDepth, ']');
        QVERIFY(readText(importer(), open + close)->spans.empty());
        QVERIFY(readText(importer(), open)->spans.empty());
        QCOMPARE(toHex(spanWith("'tags':{'deep':" + open + close + "}").spanId), "0000000000000002"s);
        const std::string event = "a|{\\'a\\':" + open + close + "}|1";
        QCOMPARE(spanWith("'annotations':[{'value':'" + event + "'}]").events.size(), std::size_t{1});
    }

    void onlyItsOwnContentIsClaimed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("claimed");
        const auto row = [](const char* name, const char* text, bool claimed) {
            QTest::newRow(name) << QByteArray::fromStdString(json(text)) << claimed;
        };
        row("list", "[{'traceId':'1','id':'2'}]", true);
        row("list of lists", "[[{'traceId':'1','id':'2','tags':{}}]]", true);
        row("single", "{'traceId':'1','id':'2','localEndpoint':{}}", true);
        row("cut", "[{'traceId':'1','id':'2','annotations':[{'val", true);
        row("v1", "[{'traceId':'1','id':'2','binaryAnnotations':[]}]", false);
        row("v1 of thrift", "[{'trace_id':1,'id':2,'binary_annotations':[]}]", false);
        row("Datadog", "[[{'trace_id':1,'span_id':2}]]", false);
        row("OTLP", "{'resourceSpans':[]}", false);
        row("Jaeger", "{'data':[{'traceID':'1','spans':[]}]}", false);
        row("no id", "[{'traceId':'1','name':'a'}]", false);
        row("ids are objects", "[{'traceId':{},'id':[]}]", false);
        row("empty", "[]", false);
    }
    void onlyItsOwnContentIsClaimed()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, claimed);
        QCOMPARE(claims(importer(), text.toStdString()), claimed);
    }

    void anyFile_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"zipkin/all_fields.json", "zipkin/variants.jsonl"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void anyFile()
    {
        QFETCH(QString, name);
        const std::string text = readFile(dataPath(name.toStdString()));
        QVERIFY(claims(importer(), text));
        QCOMPARE(checkPieces(importer(), text), QString());
        QCOMPARE(checkTruncation(importer(), text), QString());
        QCOMPARE(checkReplacedValues(importer(), text), QString());
    }
};

QTEST_APPLESS_MAIN(ZipkinJsonTest)
#include "tst_zipkin_json.moc"
