// SPDX-License-Identifier: GPL-3.0-or-later

// Jaeger's span documents as they come out of Elasticsearch and OpenSearch.

#include "importers/importer_registry.h"
#include "importers/jaeger/jaeger_es_importer.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/test_values.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeJaegerEsImporter();
    return *one;
}

std::string document(const std::string& spanId, const std::string& service = "web")
{
    return json("{'traceID':'1a','spanID':'" + spanId + "','flags':1,'operationName':'op " + spanId +
                "','references':[{'refType':'CHILD_OF','traceID':'1a','spanID':'9'}],"
                "'startTime':1700000000000001,'startTimeMillis':1700000000000,'duration':25,'tags':[],"
                "'tag':{'http@method':'GET','http@status_code':200,'span@kind':'server','error':true},"
                "'logs':[{'timestamp':1700000000000002,'fields':[{'key':'event','type':'string','value':'e'}]}],"
                "'process':{'serviceName':'" +
                service + "','tags':[{'key':'ip','type':'string','value':'::1'}],'tag':{'jaeger@version':'1'}}}");
}

} // namespace

class JaegerEsTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfADocumentArrives()
    {
        const auto sink = readText(importer(), document("2"));
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const RecordedSpan& span = sink->spans.front();
        QCOMPARE(span.traceId, (TraceId{0, 0x1a}));
        QCOMPARE(span.spanId, SpanId{2});
        QCOMPARE(span.parentId, SpanId{9});
        QCOMPARE(span.startNs, std::int64_t{1700000000000001000});
        QCOMPARE(span.durationNs, std::int64_t{25000});
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.flags, 1U);
        QCOMPARE(span.attributes,
                 (AttributeList{{"http.method", text("GET")}, {"http.status_code", Value{std::int64_t{200}}}}));
        QCOMPARE(span.events.at(0).name, "e"s);
        QCOMPARE(sink->service(span), "web"s);
        QCOMPARE(
            sink->resource(span.resource).attributes,
            (AttributeList{{"service.name", text("web")}, {"ip", text("::1")}, {"jaeger.version", text("1")}}));
    }

    void everyWrappingIsReadAndRecognised_data()
    {
        QTest::addColumn<std::string>("text");
        const std::string hits = "{\"_index\":\"jaeger-span-1\",\"_id\":\"x\",\"_source\":" + document("2") +
                                 "}," + "{\"_index\":\"jaeger-span-1\",\"_source\":" + document("3", "db") + "}";
        const std::string answer =
            json("{'took':3,'timed_out':false,'_shards':{'total':1},'hits':{'total':{'value':2},'hits':[") + hits +
            "]},\"status\":200}";
        QTest::newRow("lines") << document("2") + '\n' + document("3", "db") + '\n';
        QTest::newRow("list") << '[' + document("2") + ',' + document("3", "db") + ']';
        QTest::newRow("bulk") << json("{'index':{}}\n") + document("2") + json("\n{'create':{'_id':'7'}}\n") +
                                     document("3", "db") + '\n';
        QTest::newRow("list of hits") << '[' + hits + ']';
        QTest::newRow("search answer") << answer;
        QTest::newRow("answers of several searches") << "{\"took\":1,\"responses\":[" + answer + "]}";
    }
    void everyWrappingIsReadAndRecognised()
    {
        QFETCH(std::string, text);
        const auto sink = readText(importer(), text);
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->service(sink->spans[0]), "web"s);
        QCOMPARE(sink->service(sink->spans[1]), "db"s);
        QVERIFY(recognise(text, true) != nullptr);
        QCOMPARE(recognise(text, true)->info().id, std::string_view("jaeger-es"));
    }

    void aMissingStartIsTakenFromTheMilliseconds()
    {
        const auto sink = readText(
            importer(), json("{'traceID':'1','spanID':'2','startTimeMillis':1700000000000,'duration':1}"));
        QCOMPARE(sink->spans.at(0).startNs, std::int64_t{1700000000000000000});
        QCOMPARE(sink->spans.at(0).marks, SpanMarks{0});
    }

    void whatIsNoSpanIsReported()
    {
        const auto sink =
            readText(importer(), json("{'serviceName':'web','operationName':'a'}\n") + document("2") +
                                     json("\n{'hits':{'hits':[7]},'suggest':{'a':1}}\n"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{3});
    }

    void piecesCutsAndWrongValuesLoseNothingElse()
    {
        const std::string text =
            document("2") + '\n' + json("{'index':{}}\n{'_source':") + document("3", "db") + "}\n";
        QCOMPARE(checkPieces(importer(), text), QString());
        QCOMPARE(checkTruncation(importer(), text), QString());
        QCOMPARE(checkReplacedValues(importer(), text), QString());
    }

    void othersFilesAreLeftAlone()
    {
        for (const char* text :
             {"{'data':[{'traceID':'1','spans':[{'traceID':'1','spanID':'2'}]}]}",
              "[{'traceId':'1','id':'2','name':'a'}]", "{'hits':{'hits':[{'_source':{'a':1}}]}}", "{'index':{}}"})
            QVERIFY2(!claims(importer(), json(text)), text);
    }
};

QTEST_APPLESS_MAIN(JaegerEsTest)
#include "tst_jaeger_es.moc"
