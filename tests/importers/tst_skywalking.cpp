// SPDX-License-Identifier: GPL-3.0-or-later

// SkyWalking's segments in JSON and in protobuf, and answers of its query for a trace.

#include "importers/id_text.h"
#include "importers/skywalking/skywalking_importer.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/support.h"
#include "support/test_values.h"

#include <QTest>

#include <algorithm>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& jsonImporter()
{
    static const std::unique_ptr<Importer> one = makeSkywalkingImporter();
    return *one;
}

const Importer& protoImporter()
{
    static const std::unique_ptr<Importer> one = makeSkywalkingProtoImporter();
    return *one;
}

std::unique_ptr<RecordingSink> readData(const char* name)
{
    return readText(jsonImporter(), readFile(dataPath(name)));
}

// Fields of protobuf messages, written by hand.

std::string varint(std::uint64_t value)
{
    std::string out;
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
    return out;
}

std::string number(unsigned field, std::int64_t value)
{
    return varint(field << 3) + varint(static_cast<std::uint64_t>(value));
}

std::string bytes(unsigned field, const std::string& content)
{
    return varint(field << 3 | 2) + varint(content.size()) + content;
}

std::string tagPair(const std::string& key, const std::string& value)
{
    return bytes(1, key) + bytes(2, value);
}

std::string protoSpan(std::int64_t id, std::int64_t parent, const std::string& name, const std::string& more = {})
{
    return number(1, id) + number(2, parent) + number(3, 1700000000001) + number(4, 1700000000002) +
           bytes(6, name) + more;
}

std::string protoSegment(const std::string& id, const std::string& spans)
{
    return bytes(1, "t.1") + bytes(2, id) + spans + bytes(4, "shop") + bytes(5, "shop@1");
}

std::string oneSegment(const std::string& id = "s.1")
{
    return protoSegment(id, bytes(3, protoSpan(0, -1, "a")));
}

std::string bigEndian(const std::string& message)
{
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(message.size() >> shift);
    return out + message;
}

bool claimsProto(const std::string& content)
{
    return protoImporter().sniff({content, true, nullptr});
}

} // namespace

class SkywalkingTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfASpanArrives()
    {
        const auto sink = readData("skywalking/segments.json");
        QCOMPARE(sink->spans.size(), std::size_t{5});
        const RecordedSpan& span = *sink->find("POST:/orders");
        QCOMPARE(span.traceId, traceIdFromText("a1b2.38.162").id);
        QCOMPARE(span.attribute("tailrace.trace_id"), Value{"a1b2.38.162"s});
        QCOMPARE(span.spanId, spanIdFromText("shop.3.0").id);
        QCOMPARE(span.parentId, spanIdFromText("web.7.2").id);
        QCOMPARE(span.startNs, std::int64_t{1700000000001000000});
        QCOMPARE(span.durationNs, std::int64_t{250000000});
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.status, StatusCode::Error);
        const std::pair<const char*, const char*> expected[] = {
            {"skywalking.segment_id", "shop.3"},
            {"skywalking.span_id", "0"},
            {"skywalking.peer", "10.0.0.9:1"},
            {"skywalking.layer", "Http"},
            {"skywalking.component_id", "14"},
            {"skywalking.ref.type", "CrossProcess"},
            {"skywalking.ref.parent_service", "web"},
            {"skywalking.ref.parent_service_instance", "web@1"},
            {"skywalking.ref.parent_endpoint", "/"},
            {"skywalking.ref.network_address", "shop:80"},
            {"http.method", "POST"},
            {"status_code", "201"},
            {"skywalking.future", R"({"a":1})"},
        };
        for (const auto& [key, value] : expected)
            QCOMPARE(attributeText(span.attributes, key), std::string(value));
        QCOMPARE(attributeText(span.attributes, "skywalking.skipAnalysis"), "missing"s);
        QCOMPARE(attributeText(sink->find("orders/publish")->attributes, "skywalking.skipAnalysis"), "true"s);
        QCOMPARE(sink->count(ProblemCode::DroppedData), std::uint64_t{1});
    }

    void segmentNamesServiceAndInstanceBehindItsSpans()
    {
        const auto sink = readData("skywalking/segments.json");
        const RecordedResource& resource = sink->resource(sink->find("work")->resource);
        QCOMPARE(resource.service, "shop"s);
        QCOMPARE(attributeText(resource.attributes, "service.name"), "shop"s);
        QCOMPARE(attributeText(resource.attributes, "service.instance.id"), "shop@1"s);
        QCOMPARE(attributeText(resource.attributes, "skywalking.zone"), "z1"s);
        QCOMPARE(sink->service(*sink->find("orders/consume")), "subscriber"s);
    }

    void errorsInLogsBecomeExceptions()
    {
        const auto sink = readData("skywalking/segments.json");
        const RecordedSpan& span = *sink->find("POST:/orders");
        QCOMPARE(span.events.size(), std::size_t{2});
        QCOMPARE(span.events[0].name, "exception"s);
        QCOMPARE(span.events[0].timeNs, std::int64_t{1700000000200000000});
        QCOMPARE(attributeText(span.events[0].attributes, "exception.type"), "java.io.IOException"s);
        QCOMPARE(attributeText(span.events[0].attributes, "exception.message"), "broken pipe"s);
        QCOMPARE(attributeText(span.events[0].attributes, "exception.stacktrace"), "at a.b"s);
        QCOMPARE(span.events[1].name, "log"s);
        QCOMPARE(attributeText(span.events[1].attributes, "message"), "hello"s);
    }

    void referencesBeyondTheParentAreLinks()
    {
        const auto sink = readData("skywalking/segments.json");
        const RecordedSpan& span = *sink->find("POST:/orders");
        QCOMPARE(span.links.size(), std::size_t{1});
        QCOMPARE(span.links[0].traceId, traceIdFromText("other.1").id);
        QCOMPARE(span.links[0].spanId, spanIdFromText("job.1.0").id);
        QCOMPARE(attributeText(span.links[0].attributes, "skywalking.ref.type"), "CrossThread"s);
        QCOMPARE(attributeText(span.links[0].attributes, "skywalking.segment_id"), "job.1"s);
    }

    void numbersThatProtobufLeavesOutAreZero()
    {
        const auto sink = readData("skywalking/segments.json");
        const RecordedSpan& span = *sink->find("orders/consume");
        QCOMPARE(span.spanId, spanIdFromText("sub.4.0").id);
        QCOMPARE(span.kind, SpanKind::Consumer); // Entry is 0
        QCOMPARE(span.parentId, sink->find("orders/publish")->spanId);
        QCOMPARE(sink->find("never began")->parentId, span.spanId);
    }

    void enumsMayBeNumbers()
    {
        const auto sink = readData("skywalking/segments.json");
        QCOMPARE(sink->find("orders/publish")->kind, SpanKind::Producer);
        QCOMPARE(attributeText(sink->find("orders/publish")->attributes, "skywalking.layer"), "MQ"s);
        QCOMPARE(sink->find("work")->kind, SpanKind::Internal);
        QCOMPARE(attributeText(sink->find("work")->attributes, "skywalking.layer"), "missing"s);
    }

    void missingTimesAreMarked()
    {
        const auto sink = readData("skywalking/segments.json");
        const RecordedSpan& span = *sink->find("never began");
        QVERIFY(has(span.marks, SpanMark::StartUnknown));
        QVERIFY(has(span.marks, SpanMark::DurationUnknown));
        QCOMPARE(attributeText(span.attributes, "skywalking.end_time_ns"), "1700000000016000000"s);
    }

    void answersOfTheQueryAreRead()
    {
        const auto sink = readData("skywalking/answer.json");
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->serviceCount(), std::size_t{2});
        const RecordedSpan& span = *sink->find("/orders");
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(attributeText(span.attributes, "skywalking.component"), "Tomcat"s);
        QCOMPARE(span.events.size(), std::size_t{2});
        QCOMPARE(span.events[0].name, "info"s);
        QCOMPARE(attributeText(span.events[0].attributes, "message"), "m"s);
        QCOMPARE(span.events[1].name, "tcp"s);
        QCOMPARE(span.events[1].timeNs, std::int64_t{1700000000002000001});
        QCOMPARE(attributeText(span.events[1].attributes, "skywalking.end_time_ns"), "1700000000002000005"s);
        QCOMPARE(attributeText(span.events[1].attributes, "a"), "b"s);
        QCOMPARE(attributeText(span.events[1].attributes, "n"), "3"s);
        QCOMPARE(sink->find("query")->parentId, span.spanId);
        QCOMPARE(sink->find("query")->kind, SpanKind::Client);
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{1});
    }

    void listsOfTracesAndOfSegmentsAreRead()
    {
        const std::string span = "{'traceId':'t','segmentId':'s','spanId':0,'parentSpanId':-1,'endpointName':'a'}";
        QCOMPARE(readText(jsonImporter(), json("{'data':{'queryTraces':{'traces':[{'spans':[" + span +
                                               "]},{'spans':[" + span + "]}]}}}"))
                     ->spans.size(),
                 std::size_t{2});
        const std::string segment = "{'traceSegmentId':'s','traceId':'t','spans':[{'operationName':'a'}]}";
        QCOMPARE(readText(jsonImporter(), json("{'segments':[" + segment + "]}\n" + segment))->spans.size(),
                 std::size_t{2});
    }

    void whatHoldsNoSpansIsCounted()
    {
        const auto sink = readText(jsonImporter(), json("{'data':null}\n5\n[7]\n{'spans':[3]}\n"));
        QVERIFY(sink->spans.empty());
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{3});
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{2});
    }

    void everyFieldOfProtobufArrives()
    {
        const std::string reference = number(1, 1) + bytes(2, "t.1") + bytes(3, "web.7") + number(4, 2) +
                                      bytes(5, "web") + bytes(6, "web@1") + bytes(7, "/") + bytes(8, "shop:80");
        const std::string log = number(1, 1700000000002) + bytes(2, tagPair("event", "error")) +
                                bytes(2, tagPair("message", "m"));
        const std::string more = bytes(5, reference) + bytes(7, "peer") + number(8, 1) + number(9, 4) + number(10, 7) +
                                 number(11, 1) + bytes(12, tagPair("k", "\xff")) + bytes(13, log) + number(14, 1) +
                                 number(15, 9);
        const std::string segment = protoSegment("s.1", bytes(3, protoSpan(0, -1, "a", more)) +
                                                            bytes(3, protoSpan(1, 0, "b")) + number(6, 1));
        const auto sink = readText(protoImporter(), bigEndian(segment));
        QCOMPARE(sink->spans.size(), std::size_t{2});
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(span.spanId, spanIdFromText("s.1.0").id);
        QCOMPARE(span.parentId, spanIdFromText("web.7.2").id);
        QCOMPARE(span.kind, SpanKind::Producer);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.startNs, std::int64_t{1700000000001000000});
        QCOMPARE(span.durationNs, std::int64_t{1000000});
        const std::pair<const char*, const char*> expected[] = {
            {"skywalking.ref.type", "CrossThread"}, {"skywalking.ref.network_address", "shop:80"},
            {"skywalking.peer", "peer"},            {"skywalking.layer", "MQ"},
            {"skywalking.component_id", "7"},       {"k", "\xef\xbf\xbd"},
            {"skywalking.skipAnalysis", "true"},    {"skywalking.field_15", "9"},
        };
        for (const auto& [key, value] : expected)
            QCOMPARE(attributeText(span.attributes, key), std::string(value));
        QCOMPARE(span.events.size(), std::size_t{1});
        QCOMPARE(attributeText(span.events[0].attributes, "exception.message"), "m"s);
        QCOMPARE(sink->spans[1].parentId, span.spanId);
        QCOMPARE(sink->spans[1].kind, SpanKind::Server);
        QCOMPARE(sink->service(span), "shop"s);
        QCOMPARE(sink->count(ProblemCode::InvalidText), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::DroppedData), std::uint64_t{1});
    }

    void everyFramingIsRead_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("spans");
        const auto row = [](const char* name, const std::string& content, int spans) {
            QTest::newRow(name) << QByteArray::fromStdString(content) << spans;
        };
        const std::string one = oneSegment("s.1");
        const std::string two = oneSegment("s.2");
        const std::string both = bytes(1, one) + bytes(1, two);
        row("bare segment", one, 1);
        row("bare collection", both, 2);
        row("big endian segments", bigEndian(one) + bigEndian(two), 2);
        row("big endian collections", bigEndian(both) + bigEndian(both), 4);
        row("varint segments", varint(one.size()) + one + varint(two.size()) + two, 2);
        row("varint collections", varint(both.size()) + both, 2);
    }
    void everyFramingIsRead()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, spans);
        const std::string text = content.toStdString();
        QVERIFY(claimsProto(text));
        for (const std::size_t chunk : {1, 3, 1000}) {
            const auto sink = readText(protoImporter(), text, chunk);
            QCOMPARE(sink->spans.size(), static_cast<std::size_t>(spans));
            QCOMPARE(sink->problemCount(), sink->count(ProblemCode::IdRewritten));
        }
    }

    void protobufThatBreaksOffKeepsWholeSpans()
    {
        const std::string segment =
            protoSegment("s.1", bytes(3, protoSpan(0, -1, "a")) + bytes(3, protoSpan(1, 0, "b")));
        const std::string content = bigEndian(oneSegment("s.0")) + bigEndian(segment);
        const std::size_t first = bigEndian(oneSegment("s.0")).size();
        const std::size_t second = content.find("b", first); // within the last span's name
        for (std::size_t size = first; size < content.size(); ++size) {
            const auto sink = readText(protoImporter(), content.substr(0, size));
            QVERIFY(sink->spans.size() >= 1 && sink->spans.size() <= 3);
            if (size > second)
                QCOMPARE(sink->spans.size(), std::size_t{3});
            if (size > first)
                QVERIFY(sink->count(ProblemCode::Truncated) == 1);
        }
    }

    void brokenProtobufIsCounted()
    {
        const std::string broken = protoSegment("s.1", bytes(3, "\x0f\x0f"s) + bytes(3, protoSpan(1, 0, "b")));
        const auto sink = readText(protoImporter(), bigEndian(oneSegment()) + bigEndian(broken) + "\x01"s);
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->count(ProblemCode::BrokenRecord), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::Truncated), std::uint64_t{1});
        const auto huge = readText(protoImporter(), bigEndian(oneSegment()) + "\xff\xff\xff\xff"s + "x"s);
        QCOMPARE(huge->spans.size(), std::size_t{1});
        QCOMPARE(huge->count(ProblemCode::TooLarge), std::uint64_t{1});
    }

    void anyDamageIsSurvived()
    {
        const std::string content = bigEndian(bytes(1, oneSegment("s.1")) + bytes(1, oneSegment("s.2")));
        for (std::size_t i = 0; i < content.size(); ++i) {
            for (const int byte : {0, 1, 0x7f, 0x80, 0xff}) {
                std::string changed = content;
                changed[i] = static_cast<char>(byte);
                QVERIFY(readText(protoImporter(), changed)->spans.size() <= 4);
            }
        }
    }

    void otherProtobufIsNotClaimed()
    {
        QVERIFY(!claimsProto(""));
        QVERIFY(!claimsProto("\x0a"));
        QVERIFY(!claimsProto("{\"traceSegmentId\":1}"));
        // OTLP: resource_spans { resource { attributes { key } } scope_spans { spans { trace_id name } } }
        const std::string otlpSpan = bytes(1, std::string(16, '\1')) + bytes(2, std::string(8, '\2')) + bytes(5, "a");
        const std::string otlp =
            bytes(1, bytes(1, bytes(1, bytes(1, "service.name"))) + bytes(2, bytes(2, otlpSpan)));
        QVERIFY(!claimsProto(otlp));
        QVERIFY(!claimsProto(bigEndian(otlp)));
        // Zipkin: spans { trace_id id name timestamp }
        const std::string zipkin = bytes(1, bytes(1, std::string(16, '\3')) + bytes(3, std::string(8, '\4')) + bytes(5, "a"));
        QVERIFY(!claimsProto(zipkin));
        QVERIFY(!claimsProto(bytes(1, "text") + bytes(2, "more text")));
    }

    void onlyItsOwnContentIsClaimed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("claimed");
        const auto row = [](const char* name, const char* text, bool claimed) {
            QTest::newRow(name) << QByteArray::fromStdString(json(text)) << claimed;
        };
        row("segment", "{'traceId':'1','traceSegmentId':'2','spans':[]}", true);
        row("list", "[{'traceSegmentId':'2'}]", true);
        row("cut spans", "{'traceId':'1','spans':[{'operationName':'a','spanLayer':'Http','sp", true);
        row("answer", "{'data':{'trace':{'spans':[{'segmentId':'1'}]}}}", true);
        row("Jaeger", "{'data':[{'traceID':'1','spans':[{'operationName':'a'}],'processes':{}}]}", false);
        row("Datadog", "{'data':{'trace':{'spans':[{'span_id':'1'}]}}}", false);
        row("Google", "{'traceId':'1','spans':[{'spanId':'1','name':'a'}]}", false);
    }
    void onlyItsOwnContentIsClaimed()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, claimed);
        QCOMPARE(claims(jsonImporter(), text.toStdString()), claimed);
    }

    void anyFile_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"skywalking/segments.json", "skywalking/answer.json"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void anyFile()
    {
        QFETCH(QString, name);
        const std::string text = readFile(dataPath(name.toStdString()));
        QVERIFY(claims(jsonImporter(), text));
        QCOMPARE(checkPieces(jsonImporter(), text), QString());
        QCOMPARE(checkReplacedValues(jsonImporter(), text), QString());
        // Ids stand behind the spans of the first segment, so only the number of spans is the same in a part.
        const auto whole = readText(jsonImporter(), text);
        for (std::size_t size = 0; size < text.size(); ++size) {
            const auto part = readText(jsonImporter(), text.substr(0, size));
            const auto before = std::count_if(whole->spans.begin(), whole->spans.end(), [&](const RecordedSpan& span) {
                return text.find("\n{", static_cast<std::size_t>(span.offset) + 1) < size;
            });
            QVERIFY(part->spans.size() >= static_cast<std::size_t>(before));
        }
    }
};

QTEST_APPLESS_MAIN(SkywalkingTest)
#include "tst_skywalking.moc"
