// SPDX-License-Identifier: GPL-3.0-or-later

// Jaeger's protobuf: what becomes of its fields, where processes come from, framings, damage; and that formats in
// protobuf do not take one another's files.

#include "importers/importer_registry.h"
#include "importers/jaeger/jaeger_proto_importer.h"
#include "support/proto_bytes.h"
#include "support/recording_sink.h"
#include "support/test_values.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeJaegerProtoImporter();
    return *one;
}

using proto::bytes;
using proto::number;

std::string textTag(const std::string& key, const std::string& value)
{
    return bytes(1, key) + bytes(3, value);
}

std::string time(std::int64_t seconds, std::int64_t nanos)
{
    return number(1, seconds) + number(2, nanos);
}

std::string reference(char traceId, char spanId, int type)
{
    return bytes(4, bytes(1, proto::id(16, traceId)) + bytes(2, proto::id(8, spanId)) + number(3, type));
}

std::string process(const std::string& service)
{
    return bytes(1, service) + bytes(2, textTag("hostname", "h1"));
}

/// A span of which `more` are the last fields.
std::string span(char spanId, const std::string& more = {})
{
    return bytes(1, proto::id(16, 'T')) + bytes(2, proto::id(8, spanId)) + bytes(3, "get") + number(5, 1) +
           bytes(6, time(1700000000, 5)) + bytes(7, number(2, 25)) + more;
}

std::string spanOf(char spanId, const std::string& processId)
{
    return span(spanId, bytes(11, processId));
}

std::string batch(const std::string& service)
{
    return bytes(1, span('1')) + bytes(1, span('2')) + bytes(2, process(service));
}

std::string mapping(const std::string& id, const std::string& service)
{
    return bytes(2, bytes(1, id) + bytes(2, process(service)));
}

std::vector<std::string> services(const RecordingSink& sink)
{
    std::vector<std::string> names;
    for (const RecordedSpan& span : sink.spans)
        names.push_back(sink.service(span));
    return names;
}

std::string recognised(const std::string& input)
{
    const Importer* importer = recognise(input, true);
    return importer != nullptr ? std::string(importer->info().id) : "none"s;
}

} // namespace

class JaegerProtoTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfASpanArrives()
    {
        const std::string tags =
            bytes(8, textTag("span.kind", "server")) + bytes(8, bytes(1, "error") + number(2, 1) + number(4, 1)) +
            bytes(8, textTag("otel.scope.name", "lib")) + bytes(8, bytes(1, "i") + number(2, 2) + number(5, -3)) +
            bytes(8, bytes(1, "d") + number(2, 3) + proto::real(6, 1.5)) +
            bytes(8, bytes(1, "b") + number(2, 4) + bytes(7, "\x00\x01"s)) +
            bytes(8, bytes(1, "no") + number(2, 1)) + bytes(8, textTag("t", "x"));
        const std::string log = bytes(9, bytes(1, time(1700000000, 7)) + bytes(2, textTag("event", "e")) +
                                             bytes(2, textTag("k", "v")));
        const auto sink =
            proto::read(importer(), bytes(1, span('S', reference('T', 'P', 0) + reference('T', 'Q', 1) +
                                                           reference('U', 'R', 0) + tags + log +
                                                           bytes(10, process("web")) + bytes(12, "skewed"))));
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const RecordedSpan& one = sink->spans.front();
        QCOMPARE(toHex(one.traceId), "81818181818181818181818181818154"s);
        QCOMPARE(toHex(one.spanId), "8181818181818153"s);
        QCOMPARE(toHex(one.parentId), "8181818181818150"s);
        QCOMPARE(one.name, "get"s);
        QCOMPARE(one.flags, 1U);
        QCOMPARE(one.startNs, std::int64_t{1700000000000000005});
        QCOMPARE(one.durationNs, std::int64_t{25});
        QCOMPARE(one.marks, SpanMarks{0});
        QCOMPARE(one.kind, SpanKind::Server);
        QCOMPARE(one.status, StatusCode::Error);
        QCOMPARE(sink->scope(one.scope).name, "lib"s);
        QCOMPARE(one.attributes, (AttributeList{{"i", Value{std::int64_t{-3}}},
                                                {"d", Value{1.5}},
                                                {"b", Value{Bytes{"\x00\x01"s}}},
                                                {"no", Value{false}},
                                                {"t", text("x")},
                                                {"jaeger.warnings", Value{ValueArray{text("skewed")}}}}));
        QCOMPARE(one.events.at(0).name, "e"s);
        QCOMPARE(one.events.at(0).timeNs, std::int64_t{1700000000000000007});
        QCOMPARE(one.events.at(0).attributes, (AttributeList{{"k", text("v")}}));
        QCOMPARE(one.links.size(), std::size_t{2});
        QCOMPARE(toHex(one.links[0].spanId), "8181818181818151"s);
        QCOMPARE(one.links[0].attributes, (AttributeList{{"opentracing.ref_type", text("follows_from")}}));
        QCOMPARE(toHex(one.links[1].traceId), "81818181818181818181818181818155"s);
        QCOMPARE(sink->resource(one.resource).attributes,
                 (AttributeList{{"service.name", text("web")}, {"hostname", text("h1")}}));
    }

    void processesComeFromTheSpanTheBatchOrTheTrace()
    {
        using Names = std::vector<std::string>;
        const auto of = [](const std::string& input) { return services(*proto::read(importer(), input)); };
        QCOMPARE(of(batch("web")), (Names{"web", "web"}));
        QCOMPARE(of(bytes(2, process("web")) + bytes(1, span('1'))), (Names{"web"}));
        QCOMPARE(of(batch("web") + batch("db")), (Names{"web", "web", "db", "db"}));
        QCOMPARE(of(bytes(1, spanOf('1', "p1")) + bytes(1, spanOf('2', "p2")) + mapping("p1", "web") +
                    mapping("p2", "db") + bytes(1, spanOf('3', "p1")) + mapping("p1", "cache")),
                 (Names{"web", "db", "cache"}));
        QCOMPARE(of(bytes(1, span('1', bytes(10, process("own")))) + bytes(1, span('2'))), (Names{"own", ""}));
        const auto lost = proto::read(importer(), bytes(1, spanOf('1', "p9")) + mapping("p1", "web"));
        QCOMPARE(lost->spans.at(0).attribute("jaeger.processID"), text("p9"));
        QCOMPARE(lost->count(ProblemCode::Note), std::uint64_t{1});
    }

    void impossibleAndMissingTimesAreMarked()
    {
        const std::string bare = bytes(1, proto::id(16, 'T')) + bytes(2, proto::id(8, 'S')) + bytes(3, "x");
        const auto missing = proto::read(importer(), bytes(1, bare + bytes(11, "p1")));
        QVERIFY(has(missing->spans.at(0).marks, SpanMark::StartUnknown));
        QVERIFY(has(missing->spans.at(0).marks, SpanMark::DurationUnknown));
        const auto zeroOfGo = proto::read(importer(), bytes(1, bare + bytes(6, time(-62135596800, 0))));
        QVERIFY(has(zeroOfGo->spans.at(0).marks, SpanMark::StartUnknown));
        QCOMPARE(zeroOfGo->count(ProblemCode::TimeImpossible), std::uint64_t{1});
    }

    void everyFramingIsReadAndRecognised()
    {
        const std::string chunk =
            bytes(1, span('1', bytes(10, process("web")))) + bytes(1, span('2', bytes(10, process("web"))));
        for (const std::string& input :
             {chunk, batch("web"), proto::varintFramed(batch("web")), proto::bigEndianFramed(chunk),
              proto::varintFramed(span('1', bytes(10, process("web")))) +
                  proto::varintFramed(span('2', bytes(10, process("web"))))}) {
            QCOMPARE(recognised(input), "jaeger-proto"s);
            for (const std::size_t size : {1, 7, 1000}) {
                const auto sink = proto::read(importer(), input, size);
                QCOMPARE(services(*sink), (std::vector<std::string>{"web", "web"}));
                QCOMPARE(sink->problemCount(), std::uint64_t{0});
            }
        }
        QCOMPARE(proto::read(importer(), span('1'))->spans.size(), std::size_t{1});
    }

    void formatsInProtobufAreToldApart_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("format");
        const auto row = [](const char* format, const std::string& message) {
            QTest::newRow(format) << QByteArray::fromStdString(message) << QByteArray(format);
        };
        const std::string traceId = proto::id(16, 'T');
        const std::string spanId = proto::id(8, 'S');
        row("jaeger-proto", batch("web"));
        row("zipkin-proto", bytes(1, bytes(1, traceId) + bytes(2, proto::id(8, 'P')) + bytes(3, spanId) +
                                         bytes(5, "get") + proto::fixed64(6, 1700000000000001)));
        row("otlp-proto",
            bytes(1, bytes(1, bytes(1, textTag("service.name", "web"))) +
                         bytes(2, bytes(2, bytes(1, traceId) + bytes(2, spanId) + bytes(5, "get") + number(6, 2) +
                                               proto::fixed64(7, 17) + proto::fixed64(8, 18)))));
        // Ids as long as those of the other formats.
        row("skywalking-proto", bytes(1, "0123456789abcdef") + bytes(2, "01234567") +
                                    bytes(3, number(1, 0) + number(2, -1) + number(3, 1700000000001) +
                                                 number(4, 1700000000002) + bytes(6, "get")) +
                                    bytes(4, "shop"));
    }
    void formatsInProtobufAreToldApart()
    {
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, format);
        const std::string one = message.toStdString();
        for (const std::string& input : {one, proto::varintFramed(one), proto::bigEndianFramed(one)})
            QCOMPARE(recognised(input), format.toStdString());
    }

    void whatIsBrokenIsReportedAndTheRestIsRead()
    {
        const auto sink = proto::read(importer(), bytes(1, span('1')) + bytes(1, "\xff\xff\xff"s) + number(9, 1) +
                                                      bytes(1, span('2', bytes(8, "\x0a\x7f"s) + number(77, 1))));
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->count(ProblemCode::BrokenRecord), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{1});
        const std::string whole = bytes(1, span('1')) + bytes(1, span('2'));
        const auto cut = proto::read(importer(), whole.substr(0, whole.size() - 1));
        QCOMPARE(cut->spans.size(), std::size_t{1});
        QCOMPARE(cut->count(ProblemCode::Truncated), std::uint64_t{1});
    }

    void damageCostsOnlyWhatItHits()
    {
        QCOMPARE(proto::checkDamage(importer(), batch("web") + batch("db")), QString());
        QCOMPARE(
            proto::checkDamage(importer(), proto::varintFramed(bytes(1, spanOf('1', "p")) + mapping("p", "w")) +
                                               proto::varintFramed(span('3'))),
            QString());
    }
};

QTEST_APPLESS_MAIN(JaegerProtoTest)
#include "tst_jaeger_proto.moc"
