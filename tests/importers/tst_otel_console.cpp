// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/importer_registry.h"
#include "importers/otel_console/console_names.h"
#include "importers/otel_console/otel_console_importer.h"
#include "support/reader_checks.h"

#include <QTest>

#include <memory>
#include <string>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> console = makeOtelConsoleImporter();
    return *console;
}

std::string quoted(std::string text)
{
    for (char& c : text)
        if (c == '\'')
            c = '"';
    return text;
}

std::string python()
{
    return quoted(R"({
    'name': 'GET /cart',
    'context': {
        'trace_id': '0x0123456789abcdef0123456789abcdef',
        'span_id': '0x00000000000000a1',
        'trace_state': '[]'
    },
    'kind': 'SpanKind.SERVER',
    'parent_id': '0x00000000000000b2',
    'start_time': '2026-11-22T10:14:07.586123Z',
    'end_time': '2026-11-22T10:14:07.588123Z',
    'status': {
        'status_code': 'ERROR',
        'description': 'no such cart'
    },
    'attributes': {
        'http.status_code': 404,
        'ratio': 0.5,
        'tags': ['a', 'b']
    },
    'events': [
        {
            'name': 'looked up',
            'timestamp': '2026-11-22T10:14:07.587123Z',
            'attributes': {'found': false}
        }
    ],
    'links': [
        {
            'context': {'trace_id': '0x11111111111111111111111111111111', 'span_id': '0x2222222222222222',
                        'trace_state': '[]'},
            'attributes': {'why': 'batch'}
        }
    ],
    'resource': {
        'attributes': {
            'service.name': 'cart'
        },
        'schema_url': 'https://example.org/1'
    }
}
)");
}

std::string go()
{
    return quoted(R"({
	'Name': 'checkout',
	'SpanContext': {'TraceID': '0123456789abcdef0123456789abcdef', 'SpanID': '00000000000000a1', 'TraceFlags': '01',
	                'TraceState': 'k=v', 'Remote': false},
	'Parent': {'TraceID': '0123456789abcdef0123456789abcdef', 'SpanID': '00000000000000b2', 'TraceFlags': '01',
	           'TraceState': 'k=v', 'Remote': true},
	'SpanKind': 3,
	'StartTime': '2026-11-22T11:14:07.5+01:00',
	'EndTime': '2026-11-22T11:14:07.500000042+01:00',
	'Attributes': [
		{'Key': 'n', 'Value': {'Type': 'INT64', 'Value': 6}},
		{'Key': 'd', 'Value': {'Type': 'FLOAT64', 'Value': 3}},
		{'Key': 'l', 'Value': {'Type': 'STRINGSLICE', 'Value': ['x']}}
	],
	'Events': [{'Name': 'e', 'Attributes': null, 'DroppedAttributeCount': 2, 'Time': '2026-11-22T10:14:07.5Z'}],
	'Links': [{'SpanContext': {'TraceID': '11111111111111111111111111111111', 'SpanID': '2222222222222222',
	                           'TraceFlags': '00', 'TraceState': '', 'Remote': false},
	           'Attributes': [{'Key': 'why', 'Value': {'Type': 'STRING', 'Value': 'batch'}}],
	           'DroppedAttributeCount': 1}],
	'Status': {'Code': 'Error', 'Description': 'refused'},
	'DroppedAttributes': 4, 'DroppedEvents': 5, 'DroppedLinks': 6, 'ChildSpanCount': 0,
	'Resource': [{'Key': 'service.name', 'Value': {'Type': 'STRING', 'Value': 'shop'}}],
	'InstrumentationScope': {'Name': 'otelhttp', 'Version': '0.54.0', 'SchemaURL': '', 'Attributes': null},
	'InstrumentationLibrary': {'Name': 'otelhttp', 'Version': '0.54.0', 'SchemaURL': '', 'Attributes': null}
}
)");
}

std::string php()
{
    return quoted(R"([
    {
        'name': 'root',
        'context': {'trace_id': '0123456789abcdef0123456789abcdef', 'span_id': '00000000000000a1',
                    'trace_state': '', 'trace_flags': 1},
        'resource': {'service.name': 'php-app'},
        'parent_span_id': '',
        'kind': 'KIND_PRODUCER',
        'start': 1795342447586000000,
        'end': 1795342447586000042,
        'attributes': [],
        'status': {'code': 'Unset', 'description': ''},
        'events': [{'name': 'e', 'timestamp': 1795342447586000007, 'attributes': {'k': 'v'}}],
        'links': [],
        'schema_url': 'https://example.org/2'
    }
]
)");
}

} // namespace

class TestOtelConsole : public QObject
{
    Q_OBJECT

private slots:
    void whatPythonPrintsIsReadWhole()
    {
        const auto sink = readText(importer(), python());
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const RecordedSpan& span = sink->spans.front();
        QCOMPARE(toHex(span.traceId), "0123456789abcdef0123456789abcdef"s);
        QCOMPARE(span.spanId.value, 0xA1ULL);
        QCOMPARE(span.parentId.value, 0xB2ULL);
        QCOMPARE(span.name, "GET /cart"s);
        QVERIFY(span.kind == SpanKind::Server && span.status == StatusCode::Error);
        QCOMPARE(span.statusMessage, "no such cart"s);
        QVERIFY(span.traceState.empty());
        QCOMPARE(span.startNs, std::int64_t{1'795'342'447'586'123'000});
        QCOMPARE(span.durationNs, std::int64_t{2'000'000});
        QVERIFY(span.attributes == (AttributeList{{"http.status_code", Value{std::int64_t{404}}},
                                                  {"ratio", Value{0.5}},
                                                  {"tags", Value{ValueArray{Value{"a"s}, Value{"b"s}}}}}));
        QCOMPARE(span.events.size(), std::size_t{1});
        QCOMPARE(span.events[0].timeNs - span.startNs, std::int64_t{1'000'000});
        QVERIFY(span.events[0].attributes == (AttributeList{{"found", Value{false}}}));
        QCOMPARE(toHex(span.links.at(0).spanId), "2222222222222222"s);
        QVERIFY(span.links[0].attributes == (AttributeList{{"why", Value{"batch"s}}}));
        QCOMPARE(sink->service(span), "cart"s);
        QCOMPARE(sink->resource(span.resource).schemaUrl, "https://example.org/1"s);
    }

    void olderPythonsResourcesAreTaken()
    {
        const auto with = [](const std::string& resource) {
            std::string text = python();
            const std::size_t at = text.find("\"resource\":");
            return text.substr(0, at) + "\"resource\": " + resource + "}\n";
        };
        const auto flat = readText(importer(), with(R"({"service.name":"flat","x":1})"));
        QCOMPARE(flat->service(flat->spans.at(0)), "flat"s);
        const auto text = readText(importer(), with("\"BoundedDict({'a': 1, 'service.name': 'old'}, maxlen=None)\""));
        QCOMPARE(text->service(text->spans.at(0)), "old"s);
        QCOMPARE(text->problemCount(), std::uint64_t{0});
    }

    void whatGoPrintsIsReadWhole()
    {
        const auto sink = readText(importer(), go());
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        const RecordedSpan& span = sink->spans.at(0);
        QCOMPARE(span.name, "checkout"s);
        QCOMPARE(span.parentId.value, 0xB2ULL);
        QVERIFY(span.kind == SpanKind::Client && span.status == StatusCode::Error);
        QCOMPARE(span.statusMessage, "refused"s);
        QCOMPARE(span.traceState, "k=v"s);
        QCOMPARE(span.flags, 0x301U);
        QCOMPARE(span.startNs, std::int64_t{1'795'342'447'500'000'000});
        QCOMPARE(span.durationNs, std::int64_t{42});
        QVERIFY(span.attributes == (AttributeList{{"n", Value{std::int64_t{6}}},
                                                  {"d", Value{3.0}},
                                                  {"l", Value{ValueArray{Value{"x"s}}}}}));
        QCOMPARE(span.events.at(0).droppedAttributes, 2U);
        QCOMPARE(span.links.at(0).droppedAttributes, 1U);
        QVERIFY(span.links[0].attributes == (AttributeList{{"why", Value{"batch"s}}}));
        QCOMPARE(span.droppedAttributes + span.droppedEvents + span.droppedLinks, 15U);
        QCOMPARE(sink->service(span), "shop"s);
        QCOMPARE(sink->scope(span.scope).name, "otelhttp"s);
        QCOMPARE(sink->scope(span.scope).version, "0.54.0"s);
    }

    void goWithoutTimestampsHasUnknownTimes()
    {
        std::string text = go();
        for (const char* time : {"2026-11-22T11:14:07.5+01:00", "2026-11-22T11:14:07.500000042+01:00"})
            text.replace(text.find(time), std::string(time).size(), "0001-01-01T00:00:00Z");
        const auto sink = readText(importer(), text);
        QVERIFY(has(sink->spans.at(0).marks, SpanMark::StartUnknown));
        QVERIFY(has(sink->spans.at(0).marks, SpanMark::DurationUnknown));
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void whatPhpPrintsIsReadWhole()
    {
        const auto sink = readText(importer(), php());
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        const RecordedSpan& span = sink->spans.at(0);
        QVERIFY(span.kind == SpanKind::Producer && span.status == StatusCode::Unset);
        QVERIFY(span.parentId.isZero());
        QCOMPARE(span.flags, 1U);
        QCOMPARE(span.startNs, std::int64_t{1'795'342'447'586'000'000});
        QCOMPARE(span.durationNs, std::int64_t{42});
        QCOMPARE(span.events.at(0).timeNs - span.startNs, std::int64_t{7});
        QCOMPARE(sink->service(span), "php-app"s);
        QCOMPARE(sink->scope(span.scope).schemaUrl, "https://example.org/2"s);
    }

    void theProgramsOwnLinesAreCountedAndPassed()
    {
        const std::string text = " * Running on http://127.0.0.1\n" + python() +
                                 "127.0.0.1 - - \"GET / HTTP/1.1\" 200 -\n" + python() +
                                 "{\"resource_metrics\":[]}\n";
        QVERIFY(claims(importer(), text));
        const auto sink = readText(importer(), text);
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{3});
        QCOMPARE(sink->problemCount(), std::uint64_t{3});
    }

    void traceStatesOfPythonBecomeTheUsualForm()
    {
        QCOMPARE(consoleTraceState("[]"), std::string());
        QCOMPARE(consoleTraceState("['{key=a, value=1}', '{key=b, value=x=y}']"), "a=1,b=x=y"s);
        QCOMPARE(consoleTraceState("a=1"), "a=1"s);
        QCOMPARE(consoleTraceState("['{key=a, value="), "['{key=a, value="s);
    }

    void javasLoggedEntriesAreOtlp()
    {
        const std::string line = quoted(
            "{'resource':{'attributes':[{'key':'service.name','value':{'stringValue':'java'}}]},'scopeSpans':"
            "[{'scope':{'name':'lib'},'spans':[{'traceId':'0123456789abcdef0123456789abcdef',"
            "'spanId':'00000000000000a1','name':'n','startTimeUnixNano':'1','endTimeUnixNano':'2'}]}],"
            "'schemaUrl':'https://example.org/3'}\n");
        const std::string logs = quoted(
            "{'resource':{},'scopeLogs':[{'logRecords':[{'traceId':'0123456789abcdef0123456789abcdef'}]}]}\n");
        const Importer* otlp = recognise(line, true);
        QVERIFY(otlp != nullptr);
        QCOMPARE(std::string(otlp->info().id), "otlp-json"s);
        const auto sink = readText(*otlp, line + logs + line + "{\"resource\":{}}\n");
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->logs.size(), std::size_t{1});
        QCOMPARE(sink->service(sink->spans[1]), "java"s);
        QCOMPARE(sink->resource(sink->spans[0].resource).schemaUrl, "https://example.org/3"s);
        QCOMPARE(sink->scope(sink->spans[0].scope).name, "lib"s);
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{1}); // the lone resource
        QCOMPARE(sink->problemCount(), std::uint64_t{1});
    }

    void outputThatIsNoJsonIsRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("JavaScript") << QByteArray(
                                           "{\n  resource: {\n    attributes: {}\n  },\n  instrumentationScope: {"
                                           " name: 'a' },\n  traceId: '0123456789abcdef0123456789abcdef'\n}\n")
                                    << QByteArray("JavaScript");
        QTest::newRow(".NET") << QByteArray("Activity.TraceId:            0123\nActivity.SpanId:             45\n")
                              << QByteArray(".NET");
        QTest::newRow("Ruby") << QByteArray("#<struct OpenTelemetry::SDK::Trace::SpanData\n name=\"a\",\n")
                              << QByteArray("Ruby");
        QTest::newRow("Collector") << QByteArray("ResourceSpans #0\nScopeSpans #0\nInstrumentationScope a\n")
                                   << QByteArray("Collector");
    }
    void outputThatIsNoJsonIsRefusedByName()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, name);
        QVERIFY(recognise(text.toStdString(), true) == nullptr);
        QVERIFY(QByteArray::fromStdString(describeUnknown(text.toStdString(), true)).contains(name));
    }

    void onlyItsOwnContentIsClaimed()
    {
        QVERIFY(claims(importer(), python()) && claims(importer(), go()) && claims(importer(), php()));
        QVERIFY(!claims(importer(), quoted("{'context':{'user':1},'name':'a'}")));
        QVERIFY(!claims(importer(), quoted("[{'trace_id':1,'span_id':2}]")));
    }

    void anyFile_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("Python") << QByteArray::fromStdString(python() + python());
        QTest::newRow("Go") << QByteArray::fromStdString(go() + go());
    }
    void anyFile()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(checkPieces(importer(), text.toStdString()), QString());
        QCOMPARE(checkTruncation(importer(), text.toStdString()), QString());
        QCOMPARE(checkReplacedValues(importer(), text.toStdString()), QString());
    }
};

QTEST_APPLESS_MAIN(TestOtelConsole)
#include "tst_otel_console.moc"
