// SPDX-License-Identifier: GPL-3.0-or-later

// OTLP JSON as the specification writes it, and as exporters, servers and tools do.

#include "importers/otlp/otlp_json_importer.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/support.h"
#include "support/test_values.h"

#include <QTest>

#include <cmath>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeOtlpJsonImporter();
    return *one;
}

/// A request with one span, of which `members` are the last ones.
std::string request(const std::string& members)
{
    return json("{'resourceSpans':[{'scopeSpans':[{'spans':[{'traceId':'01','spanId':'02',") + members + "}]}]}]}";
}

/// The only span of it.
RecordedSpan spanWith(const std::string& members)
{
    const auto sink = readText(importer(), request(members));
    return sink->spans.size() == 1 ? sink->spans.front() : RecordedSpan{};
}

const char* const kFiles[] = {"otlp/all_fields.json", "otlp/deviations.json", "otlp/lines.jsonl",
                              "otlp/any_order.json",  "otlp/old_names.json",  "otlp/envelopes.jsonl"};

} // namespace

class OtlpJsonTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfASpanArrives()
    {
        const auto sink = readData(importer(), "otlp/all_fields.json");
        QCOMPARE(sink->spans.size(), std::size_t{3});
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(toHex(span.traceId), "0af7651916cd43dd8448eb211c80319c"s);
        QCOMPARE(toHex(span.spanId), "b7ad6b7169203331"s);
        QCOMPARE(toHex(span.parentId), "00f067aa0ba902b7"s);
        QCOMPARE(span.traceState, "vendor=1,other=2"s);
        QCOMPARE(span.flags, 769U);
        QCOMPARE(span.name, "POST /checkout"s);
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.startNs, std::int64_t{1700000000000000001});
        QCOMPARE(span.durationNs, std::int64_t{2400000001});
        QCOMPARE(span.marks, SpanMarks{0});
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, "card refused"s);
        QCOMPARE(span.droppedAttributes, 3U);
        QCOMPARE(span.droppedEvents, 5U);
        QCOMPARE(span.droppedLinks, 7U);
        QCOMPARE(span.line, std::int64_t{22});
    }

    void everyTypeOfValueArrives()
    {
        const auto sink = readData(importer(), "otlp/all_fields.json");
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(span.attributes.size(), std::size_t{17});
        QCOMPARE(span.attribute("text"), Value{"tab\there \"quoted\" \u00fc nul\0end"s});
        QCOMPARE(span.attribute("yes"), Value{true});
        QCOMPARE(span.attribute("no"), Value{false});
        QCOMPARE(span.attribute("int as text"), number(std::numeric_limits<std::int64_t>::min()));
        QCOMPARE(span.attribute("int as number"), number(std::numeric_limits<std::int64_t>::max()));
        QCOMPARE(span.attribute("double"), Value{0.1});
        QCOMPARE(span.attribute("double as text"), Value{-2.5});
        QCOMPARE(span.attribute("whole double"), Value{3.0});
        QVERIFY(std::isinf(std::get<double>(span.attribute("infinite").data)));
        QCOMPARE(span.attribute("bytes"), Value{Bytes{"\0\1\2\3"s}});
        const AttributeList map = {{"inner", number(1)}, {"deeper", Value{AttributeList{}}}};
        QCOMPARE(span.attribute("map"), Value{map});
        for (const char* name : {"empty", "null", "no value"}) {
            QVERIFY2(findValue(span.attributes, name) != nullptr, name);
            QVERIFY2(span.attribute(name).isNull(), name);
        }
        QCOMPARE(span.attributes[14], (Attribute{"twice", number(1)}));
        QCOMPARE(span.attributes[15], (Attribute{"twice", number(2)}));
        QCOMPARE(span.attribute("reversed"), text("value first"));
    }

    void notANumberIsANumber()
    {
        const RecordedSpan span = spanWith(json("'attributes':[{'key':'nan','value':{'doubleValue':'NaN'}}]"));
        QVERIFY(std::isnan(std::get<double>(span.attribute("nan").data)));
    }

    void eventsAndLinksArrive()
    {
        const auto sink = readData(importer(), "otlp/all_fields.json");
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(span.events.size(), std::size_t{2});
        const RecordedEvent first = {1700000001000000000, "exception", {{"exception.type", text("Timeout")}}, 4};
        const RecordedEvent second = {1700000001500000001, "retry", {}, 0};
        QCOMPARE(span.events[0], first);
        QCOMPARE(span.events[1], second);
        QCOMPARE(span.links.size(), std::size_t{1});
        QCOMPARE(toHex(span.links[0].traceId), "4bf92f3577b34da6a3ce929d0e0e4736"s);
        QCOMPARE(toHex(span.links[0].spanId), "00f067aa0ba902b7"s);
        QCOMPARE(span.links[0].traceState, "l=1"s);
        QCOMPARE(span.links[0].flags, 1U);
        QCOMPARE(span.links[0].droppedAttributes, 6U);
        QCOMPARE(span.links[0].attributes, (AttributeList{{"why", text("batch")}}));
    }

    void resourceAndScopeArriveWithTheirSchemas()
    {
        const auto sink = readData(importer(), "otlp/all_fields.json");
        const RecordedResource& resource = sink->resource(sink->spans[0].resource);
        QCOMPARE(resource.service, "shop"s);
        QCOMPARE(resource.schemaUrl, "https://opentelemetry.io/schemas/1.26.0"s);
        QCOMPARE(resource.droppedAttributes, 2U);
        QCOMPARE(resource.attributes.size(), std::size_t{4});
        const ValueArray labels = {text("eu"), Value{true}, Value{}};
        QCOMPARE(resource.attributes[2].value, Value{labels});
        QCOMPARE(resource.attributes[3].key, "otlp.entityRefs"s);
        const RecordedScope& scope = sink->scope(sink->spans[0].scope);
        QCOMPARE(scope.name, "io.shop.web"s);
        QCOMPARE(scope.version, "2.1"s);
        QCOMPARE(scope.schemaUrl, "https://opentelemetry.io/schemas/1.21.0"s);
        QCOMPARE(scope.droppedAttributes, 1U);
        QCOMPARE(scope.attributes, (AttributeList{{"layer", text("edge")}}));
        QCOMPARE(sink->spans[1].resource, sink->spans[0].resource);
        QCOMPARE(sink->spans[1].scope, ScopeRef{0});
        QCOMPARE(sink->spans[2].resource, ResourceRef{0});
    }

    void whatWasNotRecordedIsMarked()
    {
        const auto sink = readData(importer(), "otlp/all_fields.json");
        QVERIFY(sink->spans[1].parentId.isZero());
        QCOMPARE(sink->spans[1].durationNs, std::int64_t{0});
        QCOMPARE(sink->spans[1].marks, SpanMarks{0});
        QVERIFY(has(sink->spans[2].marks, SpanMark::StartUnknown));
        QVERIFY(has(sink->spans[2].marks, SpanMark::DurationUnknown));
    }

    void snakeCaseAndBase64AreRead()
    {
        const auto sink = readData(importer(), "otlp/deviations.json");
        QCOMPARE(sink->spans.size(), std::size_t{5});
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(toHex(span.traceId), "0af7651916cd43dd8448eb211c80319c"s);
        QCOMPARE(toHex(span.spanId), "b7ad6b7169203331"s);
        QCOMPARE(toHex(span.parentId), "00f067aa0ba902b7"s);
        QCOMPARE(span.traceState, "a=b"s);
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.startNs, std::int64_t{1700000000123456789});
        QCOMPARE(span.durationNs, std::int64_t{1});
        QCOMPARE(span.droppedAttributes + span.droppedEvents * 10 + span.droppedLinks * 100, 321U);
        const AttributeList expected = {{"i", number(5)},
                                        {"d", Value{1.5}},
                                        {"b", Value{true}},
                                        {"a", Value{ValueArray{number(1)}}},
                                        {"k", Value{AttributeList{{"x", text("y")}}}},
                                        {"y", Value{Bytes{"\xfb\xff"}}}};
        QCOMPARE(span.attributes, expected);
        QCOMPARE(span.events.at(0).timeNs, std::int64_t{1700000000123456789});
        QCOMPARE(span.events.at(0).droppedAttributes, 1U);
        QCOMPARE(toHex(span.links.at(0).spanId), "b7ad6b7169203331"s);
        QCOMPARE(span.links.at(0).traceState, "c=d"s);
        const RecordedResource& resource = sink->resource(span.resource);
        QCOMPARE(resource.service, "snake"s);
        QCOMPARE(resource.schemaUrl, "https://example.org/resource"s);
        QCOMPARE(resource.droppedAttributes, 1U);
        QCOMPARE(sink->scope(span.scope).name, "lib"s);
        QCOMPARE(sink->scope(span.scope).schemaUrl, "https://example.org/scope"s);
    }

    void shortEnumNamesAndOddNumbersAreRead()
    {
        const auto sink = readData(importer(), "otlp/deviations.json");
        const RecordedSpan& span = sink->spans[1];
        QCOMPARE(span.kind, SpanKind::Client);
        QCOMPARE(span.status, StatusCode::Ok);
        QCOMPARE(span.startNs, std::int64_t{1700000000000000000});
        QCOMPARE(span.durationNs, std::int64_t{1000});
        QCOMPARE(span.flags, 257U);
        QVERIFY(span.attributes.empty());
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{1});
        QCOMPARE(sink->spans[2].traceId, sink->spans[0].traceId);
        QCOMPARE(sink->spans[2].spanId, sink->spans[0].spanId);
        QCOMPARE(sink->spans[2].kind, SpanKind::Client);
    }

    void impossibleTimesAreUnknownAndKept()
    {
        const auto sink = readData(importer(), "otlp/deviations.json");
        const RecordedSpan& tooLarge = sink->spans[2];
        QVERIFY(has(tooLarge.marks, SpanMark::StartUnknown));
        QVERIFY(has(tooLarge.marks, SpanMark::DurationUnknown));
        QCOMPARE(tooLarge.attribute("otlp.startTimeUnixNano"), text("18446744073709551615"));
        QCOMPARE(tooLarge.attribute("otlp.endTimeUnixNano"), number(1700000000000000000));
        const RecordedSpan& wrong = sink->spans[3];
        QCOMPARE(wrong.attribute("otlp.startTimeUnixNano"), number(-5));
        QCOMPARE(wrong.attribute("otlp.endTimeUnixNano"), Value{false});
        QCOMPARE(sink->count(ProblemCode::TimeImpossible), std::uint64_t{3});
        const RecordedSpan& unfinished = sink->spans[4];
        QVERIFY(!has(unfinished.marks, SpanMark::StartUnknown));
        QVERIFY(has(unfinished.marks, SpanMark::DurationUnknown));
        QCOMPARE(unfinished.startNs, std::int64_t{1700000000000000000});
    }

    void namesAsIdsAreRewrittenAndKept()
    {
        const auto sink = readData(importer(), "otlp/deviations.json");
        const RecordedSpan& span = sink->spans[3];
        QVERIFY(!span.traceId.isZero());
        QVERIFY(!span.parentId.isZero());
        QCOMPARE(span.attribute("tailrace.trace_id"), text("not an id"));
        QCOMPARE(span.attribute("tailrace.span_id"), text("nor this"));
        QCOMPARE(span.attribute("tailrace.parent_span_id"), text("root!"));
        QCOMPARE(span.links.at(0).attributes,
                 (AttributeList{{"tailrace.trace_id", text("far away")}, {"tailrace.span_id", text("gone")}}));
        QCOMPARE(sink->count(ProblemCode::IdRewritten), std::uint64_t{5});
    }

    void unknownMembersAndValuesAreKept()
    {
        const auto sink = readData(importer(), "otlp/deviations.json");
        const RecordedSpan& span = sink->spans[3];
        QCOMPARE(span.kind, SpanKind::Unspecified);
        QCOMPARE(span.attribute("otlp.kind"), text("SPAN_KIND_TELEPATHIC"));
        QCOMPARE(span.attribute("otlp.status.code"), number(7));
        QCOMPARE(span.attribute("otlp.status.deprecatedCode"), number(2));
        QCOMPARE(span.attribute("otlp.flags"), number(4294967296));
        QCOMPARE(span.attribute("otlp.instrumentationScopeRef"), text("x"));
        for (const char* name : {"otlp.nothing", "otlp.empty", "otlp.none"})
            QVERIFY2(findValue(span.attributes, name) == nullptr, name);
    }

    void valuesOfAnotherTypeAreKeptAsTheyAre()
    {
        const auto sink = readData(importer(), "otlp/deviations.json");
        const RecordedSpan& span = sink->spans[4];
        QCOMPARE(span.name, "12"s);
        const AttributeList expected = {
            {"too large", text("18446744073709551615")},
            {"fraction", Value{1.5}},
            {"word", text("many")},
            {"number", number(7)},
            {"no bool", text("maybe")},
            {"no bytes", text("***")},
            {"plain", text("text")},
            {"unknown", Value{AttributeList{{"vectorValue", Value{ValueArray{number(1), number(2)}}}}}},
            {"two", text("first")},
            {"nulls", number(4)},
            {"5", number(6)},
            {"", number(8)},
            {"", text("bare")}};
        QCOMPARE(span.attributes, expected);
        // One for each of these but "nulls", the name, the kind, the status, the flags, and the span that is a
        // number.
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{17});
    }

    void linesOfOtherSignalsAndBrokenLinesAreCountedAndPassed()
    {
        const auto sink = readData(importer(), "otlp/lines.jsonl");
        QCOMPARE(sink->spans.size(), std::size_t{3});
        QCOMPARE(sink->spans[0].name, "first line"s);
        QCOMPARE(sink->spans[1].name, "before the cut"s);
        QCOMPARE(sink->service(sink->spans[1]), "two"s);
        QCOMPARE(sink->spans[2].name, "last line"s);
        QCOMPARE(sink->spans[2].line, std::int64_t{10});
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{2});
        QCOMPARE(sink->count(ProblemCode::BrokenRecord), std::uint64_t{2});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{2});
    }

    void membersMayComeInAnyOrder()
    {
        const auto sink = readData(importer(), "otlp/any_order.json");
        QCOMPARE(sink->spans.size(), std::size_t{3});
        for (const RecordedSpan& span : sink->spans) {
            QCOMPARE(sink->service(span), "late"s);
            QCOMPARE(sink->resource(span.resource).schemaUrl, "https://example.org/resource"s);
        }
        QCOMPARE(sink->scope(sink->spans[0].scope).name, "first"s);
        QCOMPARE(sink->scope(sink->spans[1].scope).version, "1"s);
        QCOMPARE(sink->scope(sink->spans[2].scope).name, "second"s);
        QCOMPARE(sink->scope(sink->spans[2].scope).schemaUrl, "https://example.org/second"s);
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void oldNamesCountWhereTheNewOnesAreEmpty()
    {
        const auto sink = readData(importer(), "otlp/old_names.json");
        QCOMPARE(sink->spans.size(), std::size_t{4});
        QCOMPARE(sink->spans[0].name, "only old"s);
        QCOMPARE(sink->scope(sink->spans[0].scope).version, "0.1"s);
        QCOMPARE(sink->service(sink->spans[0]), "old"s);
        QCOMPARE(sink->spans[1].name, "both"s);
        QCOMPARE(sink->scope(sink->spans[1].scope).name, "new lib"s);
        QCOMPARE(sink->spans[2].name, "new first"s);
        QCOMPARE(sink->spans[3].name, "empty new"s);
        QCOMPARE(sink->scope(sink->spans[3].scope).name, "lib"s);
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void everyEnvelopeIsOpened()
    {
        const auto sink = readData(importer(), "otlp/envelopes.jsonl");
        QStringList names;
        for (const RecordedSpan& span : sink->spans)
            names << QString::fromStdString(span.name);
        QCOMPARE(names,
                 (QStringList{QStringLiteral("tempo v1"), QStringLiteral("tempo v2"), QStringLiteral("api_v3"),
                              QStringLiteral("faro"), QStringLiteral("in a list"), QStringLiteral("no lists")}));
        QCOMPARE(sink->service(sink->spans[1]), "tempo v2"s);
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{2});        // PARTIAL, and the error
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{2}); // logs and meta; events are empty
        QCOMPARE(sink->problemCount(), std::uint64_t{4});
    }

    void anErrorOfTheServerIsValidText()
    {
        const auto sink = readText(importer(), json("{'error':{'message':'no \xe7 trace'}}"));
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{1});
        QCOMPARE(sink->problems[0].detail, "the server reports an error: {\"message\":\"no \xef\xbf\xbd trace\"}"s);
    }

    void concatenatedDocumentsAreAllRead()
    {
        const std::string one = readFile(dataPath("otlp/all_fields.json"));
        QCOMPARE(readText(importer(), one + one)->spans.size(), std::size_t{6});
        QCOMPARE(readText(importer(), "\xEF\xBB\xBF" + one + "\r\n" + one + "\r\n")->spans.size(), std::size_t{6});
    }

    void deepValuesAreKeptAsText()
    {
        std::string deep = json("{'stringValue':'bottom'}");
        for (int i = 0; i < 1000; ++i)
            deep = json("{'arrayValue':{'values':[") + deep + "]}}";
        const auto sink =
            readText(importer(), request(json("'attributes':[{'key':'deep','value':") + deep + "}]"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->count(ProblemCode::TooDeep), std::uint64_t{1});
        Value value = sink->spans[0].attribute("deep");
        int levels = 0;
        while (std::holds_alternative<ValueArray>(value.data)) {
            value = Value(std::get<ValueArray>(value.data).at(0));
            ++levels;
        }
        QCOMPARE(levels, kMaxAttributeDepth);
        QVERIFY(std::get<std::string>(value.data).find("bottom") != std::string::npos);
    }

    void depthOfAHundredThousandIsSurvived()
    {
        constexpr std::size_t kDepth = 100'000;
        const std::string open(kDepth, '[');
        const std::string close(kDepth, ']');
        for (const std::string& text : {open + close, open, request("\"name\":\"n\",\"x\":" + open + close),
                                        "{\"resourceSpans\":" + open + close + "}"})
            QVERIFY(readText(importer(), text)->spans.size() <= 1);
    }

    void invalidTextIsRepaired()
    {
        const auto sink = readText(importer(), request("\"name\":\"a\xff\\ud800b\""));
        QCOMPARE(sink->spans.at(0).name, "a\uFFFD\uFFFDb"s);
        QCOMPARE(sink->count(ProblemCode::InvalidText), std::uint64_t{1});
    }

    void aBrokenSpanCostsOnlyItself()
    {
        const auto sink =
            readText(importer(), json("{'resourceSpans':[{'scopeSpans':[{'spans':[{'traceId':'1','spanId':'1','"
                                      "name':'a'},{'traceId':'1','spanId':'2','name':tru},{'traceId':'1','spanId':"
                                      "'3' 'name':'c'},{'traceId':'1','spanId':'4','name':'d'}]}]}]}"));
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->spans[1].name, "d"s);
        QCOMPARE(sink->count(ProblemCode::BrokenRecord), std::uint64_t{2});
    }

    void wrongBracketsCostOnlyTheirSpan()
    {
        for (const char* wrong : {"'x':['spanId':'G',{'a':[1]},{'b':2}]", "'x':[1,2},'y':{'z':1]", "'x':[{'a':1]}",
                                  "'x':{'a','b':[1]}", "'events':[{'name':'e','attributes':[{'key':1]}}]"}) {
            const auto sink = readText(
                importer(), json("{'resourceSpans':[{'scopeSpans':[{'spans':[{'traceId':'1','spanId':'1'," +
                                 std::string(wrong) + "},{'traceId':'1','spanId':'2','name':'whole'}]}]}]}"));
            QVERIFY2(sink->count(ProblemCode::BrokenRecord) >= 1, wrong);
            QVERIFY2(sink->find("whole") != nullptr, wrong);
            QCOMPARE(sink->spans.size(), std::size_t{1});
        }
    }

    void endBeforeStartIsKeptAsRecorded()
    {
        const RecordedSpan span = spanWith(json("'startTimeUnixNano':'500','endTimeUnixNano':'200'"));
        QCOMPARE(span.durationNs, std::int64_t{-300});
        QCOMPARE(span.startNs, std::int64_t{500});
    }

    void spansGoOnBeforeTheirSchemaIfItIsFarAway()
    {
        std::string text = json("{'resourceSpans':[{'resource':{'attributes':[{'key':'service.name','value':{'"
                                "stringValue':'big'}}]},'scopeSpans':[{'scope':{'name':'s'},'spans':[");
        const std::string padding(100'000, 'x');
        for (int i = 1; i <= 100; ++i)
            text += (i > 1 ? "," : "") + json("{'traceId':'1','spanId':'") + std::to_string(i) +
                    json("','name':'") + padding + "\"}";
        text += json("],'schemaUrl':'late'}],'schemaUrl':'later'}]}");
        const auto sink = readText(importer(), text);
        QCOMPARE(sink->spans.size(), std::size_t{100});
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{2});
        for (const RecordedSpan& span : sink->spans) {
            QCOMPARE(sink->service(span), "big"s);
            QCOMPARE(sink->scope(span.scope).name, "s"s);
        }
    }

    void onlyItsOwnContentIsClaimed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isAll");
        QTest::addColumn<bool>("claimed");
        const auto row = [](const char* name, const std::string& text, bool isAll, bool claimed) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << isAll << claimed;
        };
        row("request", json("{'resourceSpans':[]}"), true, true);
        row("snake case", json("{'resource_spans':[{}]}"), true, true);
        row("other keys first", json("{'a':[1,2],'resourceSpans':[]}"), true, true);
        row("list", json("[{'resourceSpans':[]}]"), true, true);
        row("second line", "{\"a\":1}\n{\"resourceSpans\":[]}", true, true);
        row("cut", json("{'resourceSpans':[{'resource':{'attr"), false, true);
        row("Tempo v1", json("{'batches':[{'resource':{},'scopeSpans':[]}]}"), true, true);
        row("Tempo v2", json("{'trace':{'resourceSpans':[]}}"), true, true);
        row("api_v3", json("{'result':{'resourceSpans':[]}}"), true, true);
        row("Faro", json("{'logs':[],'traces':{'resourceSpans':[]}}"), true, true);
        row("logs with more to come", json("{'resourceLogs':[]}"), false, true);
        row("only logs", json("{'resourceLogs':[]}"), true, false);
        row("batches of something", json("{'batches':[{'id':1}]}"), true, false);
        row("Tempo search", json("{'traces':[{'traceID':'1','rootServiceName':'a'}]}"), true, false);
        row("Jaeger", json("{'data':[{'traceID':'1','spans':[]}]}"), true, false);
        row("test cases", json("{'wrong':{'input':{'resourceSpans':{}}}}"), true, false);
        row("no JSON", "resourceSpans", true, false);
        row("empty", "", true, false);
    }
    void onlyItsOwnContentIsClaimed()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isAll);
        QFETCH(bool, claimed);
        QCOMPARE(claims(importer(), text.toStdString(), isAll), claimed);
    }

    void anyFile_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : kFiles)
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

    void aFailingStreamIsPassedOn()
    {
        const std::string text = request("\"name\":\"n\"");
        ChunkStream stream(text, 10);
        stream.failAtEnd(Error{ErrorCode::Cancelled, "stopped", {}});
        RecordingSink sink;
        const Result<void> read = importer().read(stream, sink);
        QVERIFY(!read.has_value());
        QVERIFY(read.error().isCancelled());
        QCOMPARE(sink.spans.size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(OtlpJsonTest)
#include "tst_otlp_json.moc"
