// SPDX-License-Identifier: GPL-3.0-or-later

// Datadog: agent payloads as JSON, traces in logs, the trace view, spans of API v2. The binary form has a test of
// its own.

#include "importers/datadog/datadog_json_importer.h"
#include "importers/datadog/datadog_trace_ids.h"
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
    static const std::unique_ptr<Importer> one = makeDatadogJsonImporter();
    return *one;
}

std::string data(const char* name)
{
    return readFile(dataPath("datadog/"s + name));
}

RecordedSpan spanWith(const std::string& members)
{
    const auto sink = readText(importer(), json("[[{'trace_id':1,'span_id':2," + members + "}]]"));
    return sink->spans.size() == 1 ? sink->spans.front() : RecordedSpan{};
}

} // namespace

class DatadogTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfASpanArrives()
    {
        const auto sink = readText(importer(), data("agent_v04.json"));
        QCOMPARE(sink->spans.size(), std::size_t{4});
        const RecordedSpan& span = *sink->find("POST /pay/:id");
        QCOMPARE(toHex(span.traceId), "654a694400000000c151df7d6ee5e2d6"s);
        QCOMPARE(toHex(span.spanId), "ffffffffffffffff"s);
        QVERIFY(span.parentId.isZero());
        QCOMPARE(span.startNs, std::int64_t{1700000000000000001});
        QCOMPARE(span.durationNs, std::int64_t{35318849});
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, "card declined"s);
        QCOMPARE(span.attribute("operation.name"), text("express.request"));
        QCOMPARE(span.attribute("span.type"), text("web"));
        QCOMPARE(span.attribute("error.type"), text("PayError"));
        QCOMPARE(span.attribute("http.status_code"), text("502"));
        QCOMPARE(span.attribute("_dd.top_level"), number(1));
        QCOMPARE(span.attribute("_dd.measured"), Value{1.0});
        QCOMPARE(span.attribute("ratio"), Value{0.25});
        QVERIFY(!span.attribute("meta_struct.appsec").isNull());
        QVERIFY(!span.attribute("datadog.sampling").isNull());
        QVERIFY(span.attribute("_dd.p.tid").isNull());
        QVERIFY(span.attribute("events").isNull());
        const RecordedResource& resource = sink->resource(span.resource);
        QCOMPARE(resource.service, "shop"s);
        QCOMPARE(*findValue(resource.attributes, "env"), text("prod"));
        QCOMPARE(*findValue(resource.attributes, "version"), text("1.4.2"));
        QCOMPARE(*findValue(resource.attributes, "runtime-id"), text("d44a5282"));
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void linksAndEventsOfBothFormsArrive()
    {
        const auto sink = readText(importer(), data("agent_v04.json"));
        const RecordedSpan& span = *sink->find("POST /pay/:id");
        QCOMPARE(span.links.size(), std::size_t{2});
        QCOMPARE(toHex(span.links[0].traceId), "69e92be200000000b8984fde4fbbe180"s);
        QCOMPARE(toHex(span.links[0].spanId), "85b46a2ac68bf87f"s);
        QCOMPARE(span.links[0].traceState, "dd=s:1"s);
        QCOMPARE(span.links[0].flags, 1U);
        QCOMPARE(*findValue(span.links[0].attributes, "dd.kind"), text("resuming"));
        QCOMPARE(span.links[1].traceId.hi, std::uint64_t{5943849730528564606});
        QCOMPARE(span.links[1].traceId.lo, std::uint64_t{12184699170068370717U});
        QCOMPARE(span.links[1].spanId.value, std::uint64_t{13874630024467741450U});
        QCOMPARE(*findValue(span.links[1].attributes, "datadog.note"), text("kept"));
        QCOMPARE(span.events.size(), std::size_t{2});
        QCOMPARE(span.events[0].name, "retry"s);
        QCOMPARE(span.events[0].timeNs, std::int64_t{1700000000010000000});
        QCOMPARE(*findValue(span.events[0].attributes, "attempt"), number(2));
        const AttributeList expected = {{"exception.message", text("no")},
                                        {"escaped", Value{true}},
                                        {"count", number(3)},
                                        {"share", Value{4.5}},
                                        {"lines", Value{ValueArray{text("a"), number(2)}}}};
        QCOMPARE(span.events[1].attributes, expected);
    }

    void whatASpanLacksComesFromItsChunk()
    {
        const auto sink = readText(importer(), data("agent_v04.json"));
        const RecordedSpan& child = *sink->find("GET item:1");
        QCOMPARE(toHex(child.traceId), "654a694400000000c151df7d6ee5e2d6"s);
        QCOMPARE(toHex(child.parentId), "ffffffffffffffff"s);
        QCOMPARE(sink->service(child), "shop"s);
        QCOMPARE(child.kind, SpanKind::Client);
        QCOMPARE(child.status, StatusCode::Unset);
        QCOMPARE(child.attribute("error.message"), text("retried")); // of a span without an error
        const RecordedSpan& publish = *sink->find("rabbitmq.publish");
        QCOMPARE(sink->service(publish), "worker"s);
        QCOMPARE(publish.kind, SpanKind::Producer);
        QCOMPARE(publish.durationNs, std::int64_t{-5});
        QCOMPARE(publish.attribute("datadog.error"), number(3));
        QVERIFY(publish.attribute("operation.name").isNull());
    }

    void theUpperHalfOfATraceIdIsSharedByAllChunks()
    {
        const auto sink = readText(importer(), json("[[{'trace_id':5,'span_id':1,'name':'before'}],"
                                                    "[{'trace_id':6,'span_id':1,'name':'other'}],"
                                                    "[{'trace_id':5,'span_id':2,'name':'first'},"
                                                    "{'trace_id':5,'span_id':3,'meta':{'_dd.p.tid':"
                                                    "'654a694400000000'},'name':'teller'}],"
                                                    "[{'trace_id':5,'span_id':4,'name':'behind'}]]"));
        QCOMPARE(sink->spans.size(), std::size_t{5});
        QCOMPARE(sink->traceCount(), std::size_t{2});
        QCOMPARE(sink->find("other")->traceId, (TraceId{0, 6}));
        QCOMPARE(sink->find("before")->traceId, (TraceId{0x654a694400000000, 5}));
    }

    void theUpperHalfThatIsNoneIsKeptAsText()
    {
        const RecordedSpan span = spanWith("'meta':{'_dd.p.tid':'odd'}");
        QCOMPARE(span.traceId, (TraceId{0, 1}));
        QCOMPARE(span.attribute("_dd.p.tid"), text("odd"));
    }

    void heldSpansNeedBoundedMemory()
    {
        RecordingSink sink;
        DatadogTraceIds ids(sink);
        SpanDraft span(sink.keys());
        span.name = std::string(1 << 20, 'x');
        for (std::uint64_t i = 1; i <= 100; ++i) {
            span.traceId = {0, i};
            ids.add(span, 0, {});
        }
        QVERIFY(sink.spans.size() > 60);
        ids.finish();
        QCOMPARE(sink.spans.size(), std::size_t{100});
        QCOMPARE(sink.spans.front().traceId, (TraceId{0, 1}));
    }

    void rememberedTracesNeedBoundedMemory()
    {
        RecordingSink sink;
        DatadogTraceIds ids(sink);
        SpanDraft span(sink.keys());
        const std::uint64_t count = DatadogTraceIds::kMaxKnown + 10;
        for (std::uint64_t i = 1; i <= count; ++i) {
            span.traceId = {0, i};
            ids.add(span, 7, {});
            sink.spans.clear();
        }
        for (const std::uint64_t known : {std::uint64_t{20}, count}) {
            span.traceId = {0, known};
            ids.add(span, 0, {});
            QCOMPARE(sink.spans.back().traceId, (TraceId{7, known}));
        }
    }

    void numbersNeedAllTheirDigits()
    {
        const RecordedSpan span =
            spanWith("'parent_id':9007199254740993,'start':1795329470073018369,'duration':9007199254740993");
        QCOMPARE(span.parentId.value, std::uint64_t{9007199254740993});
        QCOMPARE(span.startNs, std::int64_t{1795329470073018369});
        QCOMPARE(span.durationNs, std::int64_t{9007199254740993});
        QCOMPARE(spanWith("'parent_id':-1").parentId.value, ~std::uint64_t{0});
    }

    void tracesInLogsAreRead()
    {
        const std::string log = data("lambda.log");
        QVERIFY(claims(importer(), log));
        const auto sink = readText(importer(), log);
        QCOMPARE(sink->spans.size(), std::size_t{3});
        const RecordedSpan& root = *sink->find("pay");
        QCOMPARE(toHex(root.traceId), "6b028ecd0000000070a8443f21a28a62"s);
        QCOMPARE(toHex(root.spanId), "1111111111111111"s);
        QVERIFY(root.parentId.isZero());
        QCOMPARE(sink->find("GET")->traceId, root.traceId);
        QCOMPARE(sink->find("GET")->parentId, root.spanId);
        QCOMPARE(sink->find("GET")->kind, SpanKind::Client);
        QCOMPARE(sink->find("cold")->traceId, (TraceId{0, 255}));
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{4});
        QCOMPARE(sink->problemCount(), std::uint64_t{4});
    }

    void theTraceViewIsRead()
    {
        const std::string view = data("trace_view.json");
        QVERIFY(claims(importer(), view));
        const auto sink = readText(importer(), view);
        QCOMPARE(sink->spans.size(), std::size_t{2});
        const RecordedSpan& root = *sink->find("GET /");
        QCOMPARE(toHex(root.traceId), "6b028dbf000000005b0cb48360f459e7"s);
        QCOMPARE(root.startNs, std::int64_t{1795329471040000123});
        QCOMPARE(root.durationNs, std::int64_t{18499023});
        QCOMPARE(root.kind, SpanKind::Server);
        QCOMPARE(root.status, StatusCode::Error);
        QCOMPARE(root.statusMessage, "boom"s);
        QCOMPARE(*findValue(sink->resource(root.resource).attributes, "host"), text("vm-1"));
        QCOMPARE(root.attribute("datadog.ingestion_reason"), text("auto"));
        const RecordedSpan& query = *sink->find("SELECT 1");
        QCOMPARE(query.spanId.value, std::uint64_t{42});
        QCOMPARE(query.parentId, root.spanId);
        QCOMPARE(query.traceId, root.traceId);
        QCOMPARE(query.durationNs, std::int64_t{500}); // from its end
        QCOMPARE(query.kind, SpanKind::Client);
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void theTraceViewHasManyEnvelopes()
    {
        const std::string trace = json("{'root_id':'1','spans':{'1':{'trace_id':'1','span_id':'1','start':1.5}}}");
        for (const std::string& view : {trace, json("{'trace':") + trace + "}",
                                        json("{'trace':") + trace +
                                            json(",'orphaned':[{'trace_id':'1',"
                                                 "'span_id':'2'}]}")}) {
            QVERIFY(claims(importer(), view));
            const auto sink = readText(importer(), view);
            QVERIFY(!sink->spans.empty());
            QCOMPARE(sink->spans[0].startNs, std::int64_t{1500000000});
            QCOMPARE(sink->problemCount(), std::uint64_t{0});
        }
    }

    void spansOfTheApiAreRead()
    {
        const std::string answer = data("spans_api.json");
        QVERIFY(claims(importer(), answer));
        const auto sink = readText(importer(), answer);
        QCOMPARE(sink->spans.size(), std::size_t{2});
        const RecordedSpan& span = *sink->find("Controller.index");
        QCOMPARE(toHex(span.traceId), "00000000000000006c7e7bd5b47a179c"s);
        QCOMPARE(span.spanId.value, std::uint64_t{3601830290946202752});
        QCOMPARE(span.parentId.value, std::uint64_t{449167507436699662});
        QCOMPARE(span.startNs, std::int64_t{1688035736164000000});
        QCOMPARE(span.durationNs, std::int64_t{514696});
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.attribute("thread.id"), number(48));
        QCOMPARE(span.attribute("error.message"), text("late"));
        QCOMPARE(span.attribute("operation.name"), text("spring.handler"));
        QCOMPARE(span.attribute("datadog.id"), text("AYkG"));
        QCOMPARE(sink->service(span), "java-app"s);
        const RecordedSpan& job = *sink->find("job");
        QCOMPARE(toHex(job.traceId), "654a694400000000c15034b72c1a418f"s);
        QCOMPARE(job.durationNs, std::int64_t{6000000});
        QCOMPARE(job.attribute("http.method"), text("GET"));
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{1}); // the log
    }

    void loneSpansAreRead()
    {
        const std::string flat = "{'trace_id':1,'span_id':%1,'resource':'r','service':'s','start':5}";
        const std::string event =
            "{'id':'a','type':'spans','attributes':{'trace_id':'1','span_id':'3','type':'web',"
            "'start_timestamp':'2023-06-29T10:48:56Z'}}";
        for (const std::string& form : {json("[" + flat + "," + event + "]"), json(flat + "\n" + event)}) {
            const std::string list = QString::fromStdString(form).arg(2).toStdString();
            QVERIFY(claims(importer(), list));
            const auto sink = readText(importer(), list);
            QCOMPARE(sink->spans.size(), std::size_t{2});
            QCOMPARE(sink->spans[1].attribute("span.type"), text("web"));
            QCOMPARE(sink->problemCount(), std::uint64_t{0});
        }
    }

    void kindsAreGuessedOnlyWhereTheyAreClear_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* type, const char* name, SpanKind kind) {
            QTest::addRow("%s %s", type, name) << QString::fromUtf8(type) << QString::fromUtf8(name) << int(kind);
        };
        row("web", "rack.request", SpanKind::Server);
        row("web", "magento.block.render", SpanKind::Unspecified);
        row("sql", "pg.query", SpanKind::Client);
        row("http", "http.request", SpanKind::Client);
        row("queue", "kafka.consume", SpanKind::Consumer);
        row("queue", "kafka.commit", SpanKind::Unspecified);
        row("worker", "celery.run", SpanKind::Unspecified);
        row("", "express.middleware", SpanKind::Unspecified);
    }
    void kindsAreGuessedOnlyWhereTheyAreClear()
    {
        QFETCH(QString, type);
        QFETCH(QString, name);
        QFETCH(int, kind);
        const RecordedSpan span =
            spanWith("'type':'" + type.toStdString() + "','name':'" + name.toStdString() + "'");
        QCOMPARE(static_cast<int>(span.kind), kind);
    }

    void wrongTypesAreKeptAndReported()
    {
        const auto sink = readText(
            importer(), json("[[{'trace_id':1,'span_id':2,'meta':['a'],'metrics':5,'start':'soon','error':{'a':"
                             "1},'name':7,'span_links':{},'meta_struct':'x'}, 5, {'a':1}],7]"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const RecordedSpan& span = sink->spans.front();
        QCOMPARE(span.name, "7"s);
        QVERIFY(!span.attribute("datadog.meta").isNull());
        QCOMPARE(span.attribute("datadog.metrics"), number(5));
        QCOMPARE(span.attribute("datadog.start"), text("soon"));
        QVERIFY(!span.attribute("datadog.error").isNull());
        QVERIFY(has(span.marks, SpanMark::StartUnknown));
        QCOMPARE(sink->count(ProblemCode::TimeImpossible), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{3});
    }

    void textsThatShouldBeListsStay()
    {
        const auto sink = readText(importer(), json("[[{'trace_id':1,'span_id':2,'meta':{'_dd.span_links':'[{',"
                                                    "'events':'none'}}]]"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->spans[0].attribute("_dd.span_links"), text("[{"));
        QCOMPARE(sink->spans[0].attribute("events"), text("none"));
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::BrokenRecord), std::uint64_t{0});
    }

    void tooManyEventsAreCountedAsDropped()
    {
        std::string events = "[";
        for (int i = 0; i < 100'005; ++i)
            events += i == 0 ? "{}" : ",{}";
        const RecordedSpan span = spanWith("'span_events':" + events + "]");
        QCOMPARE(span.events.size(), std::size_t{100'000});
        QCOMPARE(span.droppedEvents, 5U);
    }

    void otherFormatsAreNotClaimed()
    {
        for (const char* other :
             {"[{'trace_id':'1','id':'2','name':'x','start_time':1.5}]", "{'trace_id':'1-5f-0','id':'2'}",
              "[{'trace_id':1,'span_id':2,'resource':'r','service':'s','_children':[]}]",
              "{'traces':[{'traceID':'1'}]}", "{'data':[{'traceID':'1','spans':[]}]}",
              "{'trace':{'resourceSpans':[]}}", "[[{'traceId':'1','id':'2'}]]",
              "{'name':'a','context':{'trace_id':'0x1','span_id':'0x2'}}", "[]", "{}"})
            QVERIFY2(!claims(importer(), json(other)), other);
    }

    void dataIsReadHoweverItArrives()
    {
        for (const char* name : {"agent_v04.json", "lambda.log", "trace_view.json", "spans_api.json"}) {
            QVERIFY2(claims(importer(), data(name)), name);
            QCOMPARE(checkPieces(importer(), data(name)), QString());
            QCOMPARE(checkTruncation(importer(), data(name)), QString());
        }
    }

    void anyValueMayBeAnother()
    {
        for (const char* name : {"agent_v04.json", "trace_view.json"})
            QCOMPARE(checkReplacedValues(importer(), data(name)), QString());
    }

    void nestingIsNoProblem()
    {
        for (const char* open : {"[", "{\"data\":", "{\"traces\":[", "[[{\"meta\":", "{\"trace\":{\"spans\":"}) {
            std::string text;
            for (int i = 0; i < 100'000; ++i)
                text += open;
            QCOMPARE(readText(importer(), text)->spans.size(), std::size_t{0});
        }
        std::string deep = "{\"data\":[{\"attributes\":{\"trace_id\":\"1\",\"custom\":";
        for (int i = 0; i < 900; ++i)
            deep += "{\"a\":";
        deep += "1" + std::string(900, '}') + "}}]}";
        QCOMPARE(readText(importer(), deep)->spans.size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(DatadogTest)
#include "tst_datadog.moc"
