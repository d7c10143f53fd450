// SPDX-License-Identifier: GPL-3.0-or-later

// Zipkin v1 JSON: annotations that make one record one span or two, and the Thrift structs in JSON.

#include "importers/importer_registry.h"
#include "importers/zipkin/zipkin_v1_importer.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/test_values.h"

#include <QTest>

#include <limits>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeZipkinV1Importer();
    return *one;
}

const std::string kWeb = "{'serviceName':'web','ipv4':'10.0.0.1','port':80}";
const std::string kShop = "{'serviceName':'shop','ipv4':'10.0.0.2'}";
constexpr std::int64_t kStart = 1700000000000000000;

/// An annotation some microseconds behind kStart.
std::string at(int microseconds, const std::string& value, const std::string& endpoint)
{
    return "{'timestamp':" + std::to_string(kStart / 1000 + microseconds) + ",'value':'" + value +
           "','endpoint':" + endpoint + "}";
}

std::string binary(const std::string& key, const std::string& value, const std::string& endpoint)
{
    return "{'key':'" + key + "','value':" + value + ",'endpoint':" + endpoint + "}";
}

std::string record(const std::string& annotations, const std::string& tags, const std::string& more = {})
{
    return json("{'traceId':'1a','id':'2','parentId':'9','name':'get'" + more + ",'annotations':[" + annotations +
                "],'binaryAnnotations':[" + tags + "]}");
}

std::unique_ptr<RecordingSink> readRecord(const std::string& annotations, const std::string& tags,
                                          const std::string& more = {})
{
    return readText(importer(), '[' + record(annotations, tags, more) + ']');
}

} // namespace

class ZipkinV1Test : public QObject
{
    Q_OBJECT

private slots:
    void bothSidesOfACallBecomeTwoSpans()
    {
        const auto sink = readRecord(
            at(0, "cs", kWeb) + ',' + at(10, "sr", kShop) + ',' + at(15, "cache miss", kShop) + ',' +
                at(30, "ss", kShop) + ',' + at(40, "cr", kWeb),
            binary("http.path", "'/x'", kWeb) + ',' + binary("error", "'no stock'", kShop) + ',' +
                binary("sa", "true", "{'serviceName':'shop.proxy','port':99}") + ',' + binary("ca", "true", kWeb),
            ",'timestamp':1700000000000001,'duration':38,'debug':true");
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        QCOMPARE(sink->spans.size(), std::size_t{2});
        const RecordedSpan& client = sink->spans[0];
        const RecordedSpan& server = sink->spans[1];
        for (const RecordedSpan& span : sink->spans) {
            QCOMPARE(span.traceId, (TraceId{0, 0x1a}));
            QCOMPARE(span.spanId, SpanId{2});
            QCOMPARE(span.parentId, SpanId{9});
            QCOMPARE(span.name, "get"s);
            QCOMPARE(span.attribute("zipkin.debug"), Value{true});
        }
        QCOMPARE(client.kind, SpanKind::Client);
        QCOMPARE(sink->service(client), "web"s);
        QCOMPARE(client.startNs, kStart + 1000); // the record's own times are the client's
        QCOMPARE(client.durationNs, std::int64_t{38000});
        QCOMPARE(client.marks, SpanMarks{0});
        QCOMPARE(client.status, StatusCode::Unset);
        QCOMPARE(client.attribute("http.path"), text("/x"));
        QCOMPARE(client.attribute("peer.service"), text("shop.proxy"));
        QCOMPARE(client.attribute("network.peer.port"), number(99));
        QCOMPARE(client.events.size(), std::size_t{2}); // cs and cr say something else than the record's times
        QCOMPARE(server.kind, SpanKind::Server);
        QCOMPARE(sink->service(server), "shop"s);
        QCOMPARE(server.startNs, kStart + 10000);
        QCOMPARE(server.durationNs, std::int64_t{20000});
        QVERIFY(has(server.marks, SpanMark::SharedSpan));
        QCOMPARE(server.status, StatusCode::Error);
        QCOMPARE(server.statusMessage, "no stock"s);
        QCOMPARE(server.attribute("peer.service"), text("web"));
        QCOMPARE(server.events.size(), std::size_t{1});
        QCOMPARE(server.events[0].name, "cache miss"s);
        QCOMPARE(server.events[0].timeNs, kStart + 15000);
    }

    void oneSideHasTheTimesOfItsAnnotations_data()
    {
        QTest::addColumn<QString>("annotations");
        QTest::addColumn<QString>("more");
        QTest::addColumn<int>("kind");
        QTest::addColumn<qint64>("start");
        QTest::addColumn<qint64>("duration");
        QTest::addColumn<unsigned>("marks");
        const auto row = [](const char* name, const std::string& annotations, SpanKind kind, qint64 start,
                            qint64 duration, unsigned marks = 0, const char* more = "") {
            QTest::newRow(name) << QString::fromStdString(annotations) << QString::fromUtf8(more)
                                << static_cast<int>(kind) << start << duration << marks;
        };
        const auto mark = [](SpanMark one) { return static_cast<unsigned>(one); };
        const unsigned noStart = mark(SpanMark::StartUnknown);
        const unsigned noDuration = mark(SpanMark::DurationUnknown);
        const unsigned shared = mark(SpanMark::SharedSpan);
        const std::string cs = at(0, "cs", kWeb);
        const std::string cr = at(7, "cr", kWeb);
        row("client", cs + ',' + cr, SpanKind::Client, kStart, 7000);
        row("client without an end", cs, SpanKind::Client, kStart, 0, noDuration);
        row("client without a start", cr, SpanKind::Client, 0, 0, noStart | noDuration);
        row("the end and a duration", cr, SpanKind::Client, kStart + 2000, 5000, 0, ",'duration':5");
        row("shared server", at(0, "sr", kWeb) + ',' + at(7, "ss", kWeb), SpanKind::Server, kStart, 7000, shared);
        row("root server", at(0, "sr", kWeb) + ',' + at(7, "ss", kWeb), SpanKind::Server, kStart, 7000, 0,
            ",'timestamp':1700000000000000,'duration':7");
        row("producer", at(0, "ms", kWeb) + ',' + at(3, "ws", kWeb), SpanKind::Producer, kStart, 3000);
        row("consumer", at(0, "wr", kWeb) + ',' + at(3, "mr", kWeb), SpanKind::Consumer, kStart, 3000);
        row("consumer that only took it", at(3, "mr", kWeb), SpanKind::Consumer, kStart + 3000, 0, noDuration);
        row("none", at(3, "hello", kWeb), SpanKind::Unspecified, kStart, 9000, 0,
            ",'timestamp':1700000000000000,'duration':9");
    }
    void oneSideHasTheTimesOfItsAnnotations()
    {
        QFETCH(QString, annotations);
        QFETCH(QString, more);
        const auto sink = readRecord(annotations.toStdString(), "", more.toStdString());
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const RecordedSpan& span = sink->spans.front();
        QTEST(static_cast<int>(span.kind), "kind");
        QTEST(qint64(span.startNs), "start");
        QTEST(qint64(span.durationNs), "duration");
        QTEST(unsigned(span.marks), "marks");
        QCOMPARE(sink->service(span), "web"s);
    }

    void localComponentsAreInternal()
    {
        const auto sink = readRecord("", binary("lc", "'cache'", kWeb));
        QCOMPARE(sink->spans.at(0).kind, SpanKind::Internal);
        QCOMPARE(sink->spans.at(0).attribute("lc"), text("cache"));
        QCOMPARE(sink->service(sink->spans.at(0)), "web"s);
    }

    void addressesWithoutTheirSideAreKept()
    {
        const auto server = readRecord(at(0, "sr", kWeb), binary("sa", "true", kShop));
        QCOMPARE(server->spans.at(0).attribute("zipkin.sa"),
                 (Value{AttributeList{{"serviceName", text("shop")}, {"ipv4", text("10.0.0.2")}}}));
        const auto alone = readRecord("", binary("ca", "true", kWeb) + ',' + binary("sa", "true", kShop));
        QCOMPARE(alone->service(alone->spans.at(0)), "web"s);
        QCOMPARE(alone->spans.at(0).attribute("peer.service"), text("shop"));
    }

    void typedValuesKeepTheirType()
    {
        const auto sink = readRecord("", "{'key':'n','type':'I64','value':'12'},{'key':'i','value':7},"
                                         "{'key':'d','type':'DOUBLE','value':1.5},{'key':'b','value':true},"
                                         "{'key':'x','type':'BYTES','value':'AQI='},"
                                         "{'key':'bad','type':'I64','value':'many'}");
        QCOMPARE(sink->spans.at(0).attributes, (AttributeList{{"n", number(12)},
                                                              {"i", number(7)},
                                                              {"d", Value{1.5}},
                                                              {"b", Value{true}},
                                                              {"x", Value{Bytes{"\x01\x02"}}},
                                                              {"bad", text("many")}}));
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{1});
    }

    void thriftStructsInJsonAreRead()
    {
        const std::string input =
            json("[{'trace_id':17,'trace_id_high':3,'id':-2,'parent_id':255,'name':'n','annotations':["
                 "{'timestamp':1700000000000000,'value':'sr','host':{'service_name':'web','ipv4':-1407254524,'"
                 "port':-1}}],"
                 "'binary_annotations':[{'key':'i','annotation_type':'I16','value':'//4='},"
                 "{'key':'t','annotation_type':'STRING','value':'aGk='},{'key':'b','annotation_type':'BOOL','"
                 "value':'AQ=='},"
                 "{'key':'d','annotation_type':'DOUBLE','value':'P/gAAAAAAAA='},{'key':'ca','host':{'ipv6':"
                 "'IAENuAAAAAAAAAAAAAAAAQ=='}}]}]");
        QVERIFY(claims(importer(), input));
        const auto sink = readText(importer(), input);
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        const RecordedSpan& span = sink->spans.at(0);
        QCOMPARE(span.traceId, (TraceId{3, 17}));
        QCOMPARE(span.spanId, SpanId{0xfffffffffffffffe});
        QCOMPARE(span.parentId, SpanId{255});
        QCOMPARE(span.attributes, (AttributeList{{"i", number(-2)},
                                                 {"t", text("hi")},
                                                 {"b", Value{true}},
                                                 {"d", Value{1.5}},
                                                 {"network.peer.address", text("2001:db8::1")}}));
        QCOMPARE(sink->resource(span.resource).attributes, (AttributeList{{"service.name", text("web")},
                                                                          {"host.ip", text("172.31.0.4")},
                                                                          {"server.port", number(65535)}}));
    }

    void versionsAreToldApart()
    {
        const auto nameOf = [](const std::string& input) {
            const Importer* importer = recognise(input, true);
            return importer != nullptr ? std::string(importer->info().id) : "none"s;
        };
        const std::string one = record(at(0, "cs", kWeb), "");
        for (const std::string& layout : {one, '[' + one + ']', "[[" + one + "]]", one + '\n' + one})
            QCOMPARE(nameOf(layout), "zipkin-v1-json"s);
        QCOMPARE(nameOf(json("[{'traceId':'1','id':'2','annotations':[" + at(0, "cs", kWeb) + "]}]")),
                 "zipkin-v1-json"s);
        QCOMPARE(nameOf(json("[{'traceId':'1','id':'2','localEndpoint':{'serviceName':'a'},'annotations':["
                             "{'timestamp':1,'value':'cs'}]}]")),
                 "zipkin-json"s);
        QCOMPARE(nameOf(json("[{'traceId':'1','id':'2','name':'a'}]")), "zipkin-json"s);
    }

    void piecesCutsAndWrongValuesLoseNothingElse()
    {
        const std::string client = record(at(0, "cs", kWeb) + ',' + at(4, "cr", kWeb),
                                          binary("a", "'b'", kWeb) + ',' + binary("sa", "true", kShop),
                                          ",'timestamp':1700000000000001,'duration':38,'debug':true");
        const std::string local = record(at(0, "x", kShop), binary("lc", "''", kShop));
        const std::string input = "[" + client + "," + local + "]";
        QCOMPARE(checkPieces(importer(), input), QString());
        QCOMPARE(checkTruncation(importer(), input), QString());
        QCOMPARE(checkReplacedValues(importer(), input), QString());
    }

    void startsThatDoNotFitStopAtTheLatest()
    {
        const auto sink = readRecord(at(38, "cr", kWeb), "", ",'duration':-9000000000000000");
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->spans.front().startNs, std::numeric_limits<std::int64_t>::max());
    }
};

QTEST_APPLESS_MAIN(ZipkinV1Test)
#include "tst_zipkin_v1.moc"
