// SPDX-License-Identifier: GPL-3.0-or-later

// Jaeger JSON as its UI and its API give it, and what people save from the UI's memory.

#include "importers/jaeger/jaeger_json_importer.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/support.h"
#include "support/test_values.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeJaegerJsonImporter();
    return *one;
}

/// The only span of a trace with one span, of which `members` are the last ones.
RecordedSpan spanWith(const std::string& members)
{
    const auto sink = readText(importer(), json("{'data':[{'traceID':'1','spans':[{'traceID':'1','spanID':'2',") +
                                               members + json("}],'processes':{}}]}"));
    return sink->spans.size() == 1 ? sink->spans.front() : RecordedSpan{};
}

RecordedSpan spanWithTags(const std::string& tags)
{
    return spanWith(json("'startTime':1,'duration':1,'tags':[" + tags + "]"));
}

} // namespace

class JaegerJsonTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfASpanArrives()
    {
        const auto sink = readData(importer(), "jaeger/all_fields.json");
        QCOMPARE(sink->spans.size(), std::size_t{3});
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(toHex(span.traceId), "0af7651916cd43dd8448eb211c80319c"s);
        QCOMPARE(toHex(span.spanId), "07ad6b7169203331"s);
        QVERIFY(span.parentId.isZero());
        QCOMPARE(span.name, "POST /checkout"s);
        QCOMPARE(span.flags, 1U);
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.startNs, std::int64_t{1700000000000001000});
        QCOMPARE(span.durationNs, std::int64_t{2400000000});
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, "card refused"s);
        QCOMPARE(span.traceState, "vendor=1"s);
        QCOMPARE(sink->scope(span.scope).name, "io.shop.web"s);
        QCOMPARE(sink->scope(span.scope).version, "2.1"s);
        QCOMPARE(span.line, std::int64_t{6});
        QCOMPARE(span.marks, SpanMarks{0});
    }

    void tagsKeepTheirTypesUnlessTheyAreFields()
    {
        const auto sink = readData(importer(), "jaeger/all_fields.json");
        const AttributeList expected = {{"internal.span.format", text("otlp")},
                                        {"text", text("\u00fc")},
                                        {"yes", Value{true}},
                                        {"int", number(42)},
                                        {"int as text", number(9223372036854775222)},
                                        {"whole float", Value{5.0}},
                                        {"float", Value{72.5}},
                                        {"bytes", Value{Bytes{"\0\0\x30\x39"s}}},
                                        {"reversed", text("value first")}};
        QCOMPARE(sink->spans[0].attributes, expected);
    }

    void logsBecomeEvents()
    {
        const auto sink = readData(importer(), "jaeger/all_fields.json");
        const std::vector<RecordedEvent> expected = {
            {1700000000500000000, "exception", {{"exception.type", text("Timeout")}}, 0},
            {1700000000600000000, "retrying", {{"message", text("retrying")}}, 0},
            {1700000000700000000, "attempt", {{"attempt", number(2)}}, 0}};
        QVERIFY(sink->spans[0].events == expected);
    }

    void childOfThisTraceIsTheParentAndTheRestAreLinks()
    {
        const auto sink = readData(importer(), "jaeger/all_fields.json");
        const RecordedSpan& span = sink->spans[1];
        QCOMPARE(span.parentId, sink->spans[0].spanId);
        QCOMPARE(span.kind, SpanKind::Client);
        QCOMPARE(span.status, StatusCode::Unset);
        QCOMPARE(span.links.size(), std::size_t{2});
        QCOMPARE(span.links[0].traceId, span.traceId);
        QCOMPARE(toHex(span.links[0].spanId), "0000000000000009"s);
        QCOMPARE(span.links[0].attributes, (AttributeList{{"opentracing.ref_type", text("follows_from")}}));
        QCOMPARE(toHex(span.links[1].traceId), "00000000000000000000000000000abc"s);
        QCOMPARE(span.links[1].attributes, (AttributeList{{"opentracing.ref_type", text("child_of")}}));
    }

    void followsFromIsTheParentIfThereIsNoOther()
    {
        const auto sink = readData(importer(), "jaeger/all_fields.json");
        const RecordedSpan& span = sink->spans[2];
        QCOMPARE(span.parentId, sink->spans[0].spanId);
        QVERIFY(span.links.empty());
        QCOMPARE(span.attributes, (AttributeList{{"opentracing.ref_type", text("follows_from")}}));
        QCOMPARE(span.status, StatusCode::Error);
    }

    void processesBecomeResources()
    {
        const auto sink = readData(importer(), "jaeger/all_fields.json");
        const AttributeList shop = {{"service.name", text("shop")}, {"hostname", text("node-1")}};
        QCOMPARE(sink->resource(sink->spans[0].resource).attributes, shop);
        QCOMPARE(sink->service(sink->spans[0]), "shop"s);
        QCOMPARE(sink->service(sink->spans[1]), "db"s);
        QCOMPARE(sink->resource(sink->spans[1].resource).attributes,
                 (AttributeList{{"service.name", text("db")}}));
        QCOMPARE(sink->spans[2].resource, sink->spans[0].resource);
    }

    void warningsAreKeptAndCounted()
    {
        const auto sink = readData(importer(), "jaeger/all_fields.json");
        const ValueArray warnings = {text("clock skew adjustment disabled; not applying calculated delta of 1ms")};
        QCOMPARE(sink->spans[1].attributes, (AttributeList{{"jaeger.warnings", Value{warnings}}}));
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{2}); // of the trace, and the server's error
        QCOMPARE(sink->problemCount(), std::uint64_t{2});
    }

    void whatTheUiComputesIsNotKept()
    {
        const auto sink = readData(importer(), "jaeger/variants.json");
        QCOMPARE(sink->spans.size(), std::size_t{4});
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(span.attribute("tailrace.span_id"), text("span-1"));
        QCOMPARE(span.attribute("jaeger.stackTraces"), (Value{ValueArray{text("main.c:12")}}));
        for (const char* name : {"relativeStartTime", "depth", "hasChildren", "childSpanIds", "process"})
            QVERIFY2(findValue(span.attributes, "jaeger."s + name) == nullptr, name);
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{1}); // the comment
    }

    void referencesAreNotFollowedIntoTheSpansTheyHold()
    {
        const auto sink = readData(importer(), "jaeger/variants.json");
        QCOMPARE(sink->spans[1].parentId, sink->spans[0].spanId);
        QVERIFY(sink->spans[1].links.empty());
    }

    void processesMayStandInTheSpan()
    {
        const auto sink = readData(importer(), "jaeger/variants.json");
        const AttributeList web = {{"service.name", text("web")}, {"jaeger.zone", text("eu-1")}};
        QCOMPARE(sink->resource(sink->spans[0].resource).attributes, web);
        const AttributeList own = {{"service.name", text("inline")}, {"ip", text("10.0.0.1")}};
        QCOMPARE(sink->resource(sink->spans[1].resource).attributes, own);
        QCOMPARE(sink->spans[2].resource, ResourceRef{0});
        QCOMPARE(sink->spans[2].attribute("jaeger.processID"), text("p7"));
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{1});
    }

    void tagsThatSayMoreThanTheirFieldStay()
    {
        const auto sink = readData(importer(), "jaeger/variants.json");
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(span.attribute("error"), text("timeout"));
        QCOMPARE(span.attribute("span.kind"), text("SERVER"));
        QCOMPARE(span.status, StatusCode::Ok);
        QCOMPARE(span.kind, SpanKind::Unspecified);
        QCOMPARE(sink->scope(span.scope).name, "old lib"s);
    }

    void valuesOfAnotherTypeAreKeptAsTheyAre()
    {
        const auto sink = readData(importer(), "jaeger/variants.json");
        AttributeList attributes = sink->spans[1].attributes;
        std::erase_if(attributes, [](const Attribute& a) { return a.key.starts_with("tailrace."); });
        const AttributeList expected = {
            {"no int", text("many")},
            {"no bool", number(1)},
            {"no text", number(7)},
            {"no float", Value{ValueArray{number(1)}}},
            {"no bytes", text("***")},
            {"list", Value{ValueArray{number(1), Value{AttributeList{{"a", number(2)}}}}}},
            {"no type", Value{1.5}},
            {"no value", Value{}},
            {"null", Value{}},
            {"infinite", Value{std::numeric_limits<double>::infinity()}},
            {"", text("no key")}};
        QCOMPARE(attributes, expected);
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{7});
    }

    void timesAreExactToTheNanosecond()
    {
        const auto sink = readData(importer(), "jaeger/variants.json");
        QCOMPARE(sink->spans[0].startNs, std::int64_t{1700000000000000500});
        QCOMPARE(sink->spans[0].durationNs, std::int64_t{10001});
        QCOMPARE(sink->spans[1].durationNs, std::int64_t{-4000});
        QVERIFY(has(sink->spans[2].marks, SpanMark::StartUnknown));
        QVERIFY(has(sink->spans[2].marks, SpanMark::DurationUnknown));
        QCOMPARE(sink->spans[3].durationNs, std::int64_t{7000});
        const RecordedSpan impossible = spanWith(json("'startTime':-1,'duration':99999999999999999999"));
        QVERIFY(has(impossible.marks, SpanMark::StartUnknown));
        QCOMPARE(impossible.attribute("jaeger.startTime"), number(-1));
        QCOMPARE(impossible.attribute("jaeger.duration"), text("99999999999999999999"));
    }

    void parentsComeFromTheOldMemberToo()
    {
        const auto sink = readData(importer(), "jaeger/variants.json");
        QCOMPARE(sink->spans[2].parentId, sink->spans[0].spanId);
        const RecordedSpan& two = sink->spans[3];
        QCOMPARE(two.traceId, sink->spans[0].traceId);
        QCOMPARE(two.parentId, sink->spans[0].spanId);
        QCOMPARE(two.links.size(), std::size_t{1});
        QCOMPARE(two.links[0].spanId, sink->spans[1].spanId);
        QCOMPARE(two.attribute("jaeger.parentSpanID"), text("span-2"));
    }

    void statusComesFromTags_data()
    {
        QTest::addColumn<QByteArray>("tags");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("keepsError");
        const auto row = [](const char* tags, StatusCode status, bool keepsError) {
            QTest::newRow(tags) << QByteArray(tags) << static_cast<int>(status) << keepsError;
        };
        row("{'key':'error','type':'bool','value':true}", StatusCode::Error, false);
        row("{'key':'error','type':'string','value':'true'}", StatusCode::Error, false);
        row("{'key':'error','value':true}", StatusCode::Error, false);
        row("{'key':'error','type':'bool','value':false}", StatusCode::Unset, false);
        row("{'key':'error','type':'string','value':'false'}", StatusCode::Unset, false);
        row("{'key':'error','type':'string','value':'timeout'}", StatusCode::Unset, true);
        row("{'key':'error','type':'int64','value':1}", StatusCode::Unset, true);
        row("{'key':'otel.status_code','type':'string','value':'ERROR'}", StatusCode::Error, false);
        row("{'key':'otel.status_code','type':'string','value':'OK'}", StatusCode::Ok, false);
        row("{'key':'otel.status_code','type':'string','value':'OK'},{'key':'error','type':'bool','value':true}",
            StatusCode::Ok, true);
        row("{'key':'error','type':'bool','value':false},{'key':'error','type':'bool','value':true}",
            StatusCode::Unset, true);
    }
    void statusComesFromTags()
    {
        QFETCH(QByteArray, tags);
        QFETCH(int, status);
        QFETCH(bool, keepsError);
        const RecordedSpan span = spanWithTags(tags.toStdString());
        QCOMPARE(static_cast<int>(span.status), status);
        QCOMPARE(findValue(span.attributes, "error") != nullptr, keepsError);
    }

    void fieldsThatAppearTwiceKeepTheSecond()
    {
        const RecordedSpan span = spanWithTags("{'key':'span.kind','type':'string','value':'client'},"
                                               "{'key':'span.kind','type':'string','value':'server'},"
                                               "{'key':'w3c.tracestate','type':'string','value':'a=1'},"
                                               "{'key':'w3c.tracestate','type':'string','value':'b=2'},"
                                               "{'key':'otel.status_code','type':'string','value':'strange'},"
                                               "{'key':'otel.library.name','type':'string','value':'a'},"
                                               "{'key':'otel.scope.name','type':'int64','value':5}");
        QCOMPARE(span.kind, SpanKind::Client);
        QCOMPARE(span.traceState, "a=1"s);
        const AttributeList expected = {{"span.kind", text("server")},
                                        {"w3c.tracestate", text("b=2")},
                                        {"otel.status_code", text("strange")},
                                        {"otel.scope.name", number(5)}};
        QCOMPARE(span.attributes, expected);
    }

    void everyEnvelopeIsOpened()
    {
        const auto sink = readData(importer(), "jaeger/traces.jsonl");
        std::string services;
        for (const RecordedSpan& span : sink->spans)
            services += sink->service(span);
        QCOMPARE(services, "abcde"s);
        QCOMPARE(sink->traceCount(), std::size_t{5});
        QCOMPARE(sink->count(ProblemCode::BrokenRecord), std::uint64_t{1});
        QCOMPARE(sink->problemCount(), std::uint64_t{1});
    }

    void processesOfOneTraceDoNotReachTheNext()
    {
        const auto sink =
            readText(importer(),
                     json("{'data':[{'traceID':'1','processes':{'p1':{'serviceName':'a'}},'spans':[{'traceID':'1',"
                          "'spanID':'1','processID':'p1'}]},{'traceID':'2','spans':[{'traceID':'2','spanID':'2',"
                          "'processID':'p1'}]}]}"));
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->service(sink->spans[0]), "a"s);
        QCOMPARE(sink->service(sink->spans[1]), ""s);
    }

    void spansWithoutATraceIdTakeThatOfTheirTrace()
    {
        const auto sink = readText(
            importer(), json("{'processes':{},'spans':[{'spanID':'1','operationName':'a'}],'traceID':'abc'}"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(toHex(sink->spans[0].traceId), "00000000000000000000000000000abc"s);
    }

    void depthOfAHundredThousandIsSurvived()
    {
        constexpr std::size_t kDepth = 100'000;
        const std::string open(kDepth, '[');
        const std::string close(kDepth, ']');
        QVERIFY(readText(importer(), open)->spans.empty());
        const RecordedSpan span = spanWith(json("'startTime':1,'duration':1,'deep':") + open + close);
        QCOMPARE(toHex(span.spanId), "0000000000000002"s);
        std::string references;
        for (int i = 0; i < 20'000; ++i)
            references += "[{'refType':'CHILD_OF','traceID':'1','spanID':'1','span':{'references':";
        references += "[]";
        for (int i = 0; i < 20'000; ++i)
            references += "}}]";
        QCOMPARE(toHex(spanWith(json("'references':" + references)).parentId), "0000000000000001"s);
    }

    void onlyItsOwnContentIsClaimed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("claimed");
        const auto row = [](const char* name, const char* text, bool claimed) {
            QTest::newRow(name) << QByteArray::fromStdString(json(text)) << claimed;
        };
        row("API answer", "{'data':[{'traceID':'1','spans':[],'processes':{}}],'total':0}", true);
        row("cut", "{'data':[{'traceID':'1','spans':[{'traceID':'1','span", true);
        row("spans first", "{'data':[{'spans':[{'spanID':'1'", true);
        row("data as object", "{'data':{'spans':[{'spanID':'1'}]}}", true);
        row("bare trace", "{'traceID':'1','spans':[],'processes':{}}", true);
        row("list", "[{'traceID':'1','spans':[]}]", true);
        row("services", "{'data':['frontend','db'],'total':2}", false);
        row("dependencies", "{'data':[{'parent':'a','child':'b','callCount':1}]}", false);
        row("nothing found", "{'data':[],'total':0,'errors':null}", false);
        row("SkyWalking", "{'traceId':'1','traceSegmentId':'2','spans':[{'spanId':0,'operationName':'a'}]}",
            false);
        row("Google", "{'projectId':'p','traceId':'1','spans':[{'spanId':'1'}]}", false);
        row("OTLP", "{'resourceSpans':[{'scopeSpans':[{'spans':[]}]}]}", false);
        row("api_v3 services", "{'services':['a']}", false);
        row("New Relic", "[{'common':{},'spans':[{'id':'1','trace.id':'2'}]}]", false);
        row("Elasticsearch", "{'traceID':'1','spanID':'2','operationName':'a','process':{}}", false);
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
        for (const char* name : {"jaeger/all_fields.json", "jaeger/variants.json", "jaeger/traces.jsonl"})
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

QTEST_APPLESS_MAIN(JaegerJsonTest)
#include "tst_jaeger_json.moc"
