// SPDX-License-Identifier: GPL-3.0-or-later

// New Relic: payloads of the Trace API, span events of agents, rows of queries.

#include "importers/newrelic/newrelic_json_importer.h"
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
    static const std::unique_ptr<Importer> one = makeNewRelicJsonImporter();
    return *one;
}

std::string data(const char* name)
{
    return readFile(dataPath("newrelic/"s + name));
}

RecordedSpan spanWith(const std::string& attributes)
{
    const auto sink =
        readText(importer(), json("[{'spans':[{'id':'1','trace.id':'2','attributes':{" + attributes + "}}]}]"));
    return sink->spans.size() == 1 ? sink->spans.front() : RecordedSpan{};
}

} // namespace

class NewRelicTest : public QObject
{
    Q_OBJECT

private slots:
    void batchesOfTheTraceApiAreRead()
    {
        const auto sink = readText(importer(), data("trace_api.json"));
        QCOMPARE(sink->spans.size(), std::size_t{3});
        const RecordedSpan& home = sink->spans[0];
        QCOMPARE(home.name, "/home"s);
        QCOMPARE(toHex(home.traceId), "00000000000000000000000000123456"s);
        QCOMPARE(toHex(home.spanId), "0000000000000abc"s);
        QVERIFY(home.parentId.isZero());
        QCOMPARE(home.startNs, std::int64_t{1700000000123000000});
        QCOMPARE(home.durationNs, std::int64_t{2530190});
        QCOMPARE(home.status, StatusCode::Unset);
        QCOMPARE(home.attribute("duration"), number(99));
        QCOMPARE(home.attribute("user.id"), number(7));
        QCOMPARE(home.attribute("host"), text("own"));
        QCOMPARE(sink->service(home), "shop"s);
        QCOMPARE(*findValue(sink->resource(home.resource).attributes, "host"), text("node-1"));
        const RecordedSpan& pay = sink->spans[1];
        QCOMPARE(pay.parentId, home.spanId);
        QCOMPARE(pay.kind, SpanKind::Client);
        QCOMPARE(pay.status, StatusCode::Error);
        QCOMPARE(pay.statusMessage, "declined"s);
        QCOMPARE(sink->service(pay), "pay-svc"s);
        QVERIFY(!pay.attribute("kept").isNull());
        const RecordedSpan& late = sink->spans[2];
        QCOMPARE(toHex(late.traceId), "00000000000000000000000000000abc"s);
        QVERIFY(has(late.marks, SpanMark::StartUnknown));
        QVERIFY(has(late.marks, SpanMark::DurationUnknown));
        QCOMPARE(sink->service(late), "late"s);
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void idsMayBeAnyText()
    {
        const auto sink =
            readText(importer(), json("[{'spans':[{'id':'first one','trace.id':'order/17'},"
                                      "{'id':'b','trace.id':'order/17','attributes':{'parent.id':'first "
                                      "one'}}]}]"));
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->traceCount(), std::size_t{1});
        QCOMPARE(sink->spans[1].parentId, sink->spans[0].spanId);
        QCOMPARE(sink->spans[0].attribute("tailrace.trace_id"), text("order/17"));
    }

    void spanEventsOfAgentsAreRead()
    {
        const auto sink = readText(importer(), data("span_event_data.json"));
        QCOMPARE(sink->spans.size(), std::size_t{2});
        const RecordedSpan& entry = sink->spans[0];
        QCOMPARE(entry.name, "WebTransaction/GET"s);
        QCOMPARE(entry.startNs, std::int64_t{1700000000953000000});
        QCOMPARE(entry.durationNs, std::int64_t{249576657});
        QCOMPARE(entry.kind, SpanKind::Client);
        QCOMPARE(entry.status, StatusCode::Error);
        QCOMPARE(entry.statusMessage, "boom"s);
        QCOMPARE(entry.attribute("error.class"), text("Error"));
        QCOMPARE(entry.attribute("duration"), number(5));
        QCOMPARE(entry.attribute("traceId"), text("mine"));
        QCOMPARE(entry.attribute("nr.entryPoint"), Value{true});
        QCOMPARE(sink->service(entry), "agent run r1"s);
        QCOMPARE(sink->spans[1].durationNs, std::int64_t{1});
        QCOMPARE(sink->spans[1].parentId, entry.spanId);
        QCOMPARE(sink->spans[1].kind, SpanKind::Internal);
        QCOMPARE(sink->count(ProblemCode::DroppedData), std::uint64_t{3});
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{1});
        QCOMPARE(sink->problemCount(), std::uint64_t{4});
    }

    void spanEventsMayBeWrapped()
    {
        const std::string events = data("span_event_data.json");
        for (const std::string& wrapped :
             {"{\"span_event_data\":" + events + "}", "{\"data\":{\"span_event_data\":" + events + "}}"}) {
            QVERIFY(claims(importer(), wrapped));
            QCOMPARE(readText(importer(), wrapped)->spans.size(), std::size_t{2});
        }
    }

    void rowsOfQueriesAreRead()
    {
        const auto sink = readText(importer(), data("nrql_results.json"));
        QCOMPARE(sink->spans.size(), std::size_t{2});
        const RecordedSpan& root = sink->spans[0];
        QCOMPARE(root.durationNs, std::int64_t{250000000});
        QVERIFY(root.attribute("duration").isNull());
        QVERIFY(root.attribute("guid").isNull());
        QCOMPARE(root.status, StatusCode::Error);
        QCOMPARE(root.statusMessage, "late"s);
        QCOMPARE(sink->service(root), "shop"s);
        QCOMPARE(root.attribute("entity.guid"), text("MXxBUE0"));
        const RecordedSpan& query = sink->spans[1];
        QCOMPARE(query.parentId, root.spanId);
        QCOMPARE(query.durationNs, std::int64_t{250000000});
        QCOMPARE(query.attribute("duration"), text("1.5")); // which contradicts duration.ms
        QCOMPARE(query.kind, SpanKind::Client);
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{1});
    }

    void rowsAreFoundInEveryEnvelope_data()
    {
        QTest::addColumn<QString>("envelope");
        for (const char* envelope : {"[%1,%2]", "%1\n%2", "{'results':[%1,%2],'metadata':{}}",
                                     "{'results':[{'events':[%1]},{'events':[%2]}],'performanceStats':{}}",
                                     "{'data':{'actor':{'account':{'nrql':{'results':[%1,%2]}}}}}",
                                     "{'data':{'actor':{'nrql':{'results':[%1,%2]}}}}"})
            QTest::newRow(envelope) << QString::fromUtf8(envelope);
    }
    void rowsAreFoundInEveryEnvelope()
    {
        QFETCH(QString, envelope);
        const QString row = QStringLiteral("{'trace.id':'1','id':'%1','name':'n','timestamp':1700000000000}");
        const std::string text = json(envelope.arg(row.arg(1), row.arg(2)).toStdString());
        QVERIFY(claims(importer(), text));
        const auto sink = readText(importer(), text);
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void aSpanHasAnErrorIfAnyFieldSaysSo()
    {
        QCOMPARE(spanWith("'error':true").status, StatusCode::Error);
        QCOMPARE(spanWith("'error':false").status, StatusCode::Unset);
        QCOMPARE(spanWith("'error.message':''").status, StatusCode::Error);
        QCOMPARE(spanWith("'error.class':'E'").status, StatusCode::Error);
        QCOMPARE(spanWith("'otel.status_code':'ERROR'").status, StatusCode::Error);
        QCOMPARE(spanWith("'otel.status_code':'OK'").status, StatusCode::Ok);
        QCOMPARE(spanWith("'http.statusCode':500").status, StatusCode::Unset);
    }

    void wrongTypesAreKeptAndReported()
    {
        const auto sink =
            readText(importer(), json("[{'spans':[{'id':'1','trace.id':'2','timestamp':'soon','attributes':"
                                      "{'name':['x'],'duration.ms':'long','span.kind':'odd'}}, 5]}]"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const RecordedSpan& span = sink->spans.front();
        QCOMPARE(span.attribute("timestamp"), text("soon"));
        QCOMPARE(span.attribute("duration.ms"), text("long"));
        QCOMPARE(span.attribute("span.kind"), text("odd"));
        QVERIFY(!span.attribute("newrelic.name").isNull());
        QCOMPARE(sink->count(ProblemCode::TimeImpossible), std::uint64_t{2});
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{2});
    }

    void otherFormatsAreNotClaimed()
    {
        for (const char* other :
             {"[{'traceId':'1','id':'2','timestamp':1,'duration':5}]", "{'spans':[{'spanID':'1'}],'traceID':'1'}",
              "{'resourceSpans':[]}", "[{'trace.trace_id':'1','trace.span_id':'2'}]",
              "[[{'trace_id':1,'span_id':2}]]", "{'data':[{'traceID':'1','spans':[]}]}",
              "{'results':[{'count':1}]}", "[]", "{}"})
            QVERIFY2(!claims(importer(), json(other)), other);
    }

    void dataIsClaimedAndReadHoweverItArrives()
    {
        for (const char* name : {"trace_api.json", "span_event_data.json", "nrql_results.json"}) {
            QVERIFY2(claims(importer(), data(name)), name);
            QCOMPARE(checkPieces(importer(), data(name)), QString());
            QCOMPARE(checkTruncation(importer(), data(name)), QString());
        }
    }

    void anyValueMayBeAnother()
    {
        QCOMPARE(checkReplacedValues(importer(), data("trace_api.json")), QString());
        // Without its intrinsics a span event has no ids; the reader must only go on.
        std::string events = data("span_event_data.json");
        const auto sink = readText(importer(), events.replace(events.find("{\"type\""), 1, "5,{"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
    }

    void nestingIsNoProblem()
    {
        for (const char* open : {"[", "{\"data\":", "{\"results\":[", "[{\"spans\":", "[[[", "{\"attributes\":"}) {
            std::string text;
            for (int i = 0; i < 100'000; ++i)
                text += open;
            QCOMPARE(readText(importer(), text)->spans.size(), std::size_t{0});
        }
    }
};

QTEST_APPLESS_MAIN(NewRelicTest)
#include "tst_newrelic.moc"
