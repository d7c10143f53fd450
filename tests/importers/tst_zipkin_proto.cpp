// SPDX-License-Identifier: GPL-3.0-or-later

// Zipkin's protobuf: what becomes of its fields, how messages lie in files, damage.

#include "importers/importer_registry.h"
#include "importers/zipkin/zipkin_proto_importer.h"
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
    static const std::unique_ptr<Importer> one = makeZipkinProtoImporter();
    return *one;
}

using proto::bytes;
using proto::fixed64;
using proto::number;

std::string tag(const std::string& key, const std::string& value)
{
    return bytes(11, bytes(1, key) + bytes(2, value));
}

/// A client span of which `more` are the last fields.
std::string span(char spanId, const std::string& more = {})
{
    return bytes(1, proto::id(16, 'T')) + bytes(2, proto::id(8, 'P')) + bytes(3, proto::id(8, spanId)) +
           number(4, 1) + bytes(5, "get") + fixed64(6, 1700000000000001) + number(7, 25) +
           bytes(8, bytes(1, "web") + bytes(2, "\x0a\x00\x00\x01"s) + number(4, 80)) + more;
}

std::string list()
{
    return bytes(1, span('1')) + bytes(1, span('2'));
}

} // namespace

class ZipkinProtoTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfASpanArrives()
    {
        const std::string address = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + '\x01';
        const auto sink = proto::read(
            importer(), bytes(1, span('S', bytes(9, bytes(1, "db") + bytes(3, address) + number(4, 5432)) +
                                               bytes(10, fixed64(1, 1700000000000002) + bytes(2, "ws")) +
                                               tag("http.path", "/x") + tag("error", "timeout") + number(12, 1) +
                                               number(13, 1))));
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const RecordedSpan& one = sink->spans.front();
        QCOMPARE(toHex(one.traceId), "81818181818181818181818181818154"s);
        QCOMPARE(toHex(one.spanId), "8181818181818153"s);
        QCOMPARE(toHex(one.parentId), "8181818181818150"s);
        QCOMPARE(one.kind, SpanKind::Client);
        QCOMPARE(one.name, "get"s);
        QCOMPARE(one.startNs, std::int64_t{1700000000000001000});
        QCOMPARE(one.durationNs, std::int64_t{25000});
        QCOMPARE(one.marks, static_cast<SpanMarks>(SpanMark::SharedSpan));
        QCOMPARE(one.status, StatusCode::Error);
        QCOMPARE(one.statusMessage, "timeout"s);
        QCOMPARE(one.attributes, (AttributeList{{"http.path", text("/x")},
                                                {"zipkin.debug", Value{true}},
                                                {"peer.service", text("db")},
                                                {"network.peer.address", text("2001:db8::1")},
                                                {"network.peer.port", Value{std::int64_t{5432}}}}));
        QCOMPARE(one.events.at(0).name, "ws"s);
        QCOMPARE(one.events.at(0).timeNs, std::int64_t{1700000000000002000});
        QCOMPARE(sink->resource(one.resource).attributes,
                 (AttributeList{{"service.name", text("web")},
                                {"host.ip", text("10.0.0.1")},
                                {"server.port", Value{std::int64_t{80}}}}));
    }

    void kindsHaveZipkinsNumbers()
    {
        const SpanKind kinds[] = {SpanKind::Unspecified, SpanKind::Client, SpanKind::Server, SpanKind::Producer,
                                  SpanKind::Consumer};
        for (int i = 0; i < 5; ++i)
            QCOMPARE(proto::read(importer(), bytes(1, span('S', number(4, i))))->spans.at(0).kind, kinds[i]);
        const auto other = proto::read(importer(), bytes(1, span('S', number(4, 9))));
        QCOMPARE(other->spans.at(0).attribute("zipkin.kind"), Value{std::int64_t{9}});
        QCOMPARE(other->count(ProblemCode::WrongType), std::uint64_t{1});
    }

    void missingTimesAreMarked()
    {
        const std::string bare = bytes(1, proto::id(8, 'T')) + bytes(3, proto::id(8, 'S')) + bytes(5, "x");
        const auto sink = proto::read(importer(), bytes(1, bare));
        QCOMPARE(sink->spans.at(0).traceId.hi, std::uint64_t{0});
        QVERIFY(has(sink->spans.at(0).marks, SpanMark::StartUnknown));
        QVERIFY(has(sink->spans.at(0).marks, SpanMark::DurationUnknown));
    }

    void everyFramingIsReadAndRecognised()
    {
        for (const std::string& input :
             {list(), bytes(1, span('1')) + bytes(1, span('2')), proto::varintFramed(list()),
              proto::varintFramed(span('1')) + proto::varintFramed(span('2')),
              proto::bigEndianFramed(bytes(1, span('1'))) + proto::bigEndianFramed("") +
                  proto::bigEndianFramed(bytes(1, span('2')))}) {
            QVERIFY(recognise(input, true) != nullptr);
            QCOMPARE(recognise(input, true)->info().id, std::string_view("zipkin-proto"));
            QCOMPARE(recognise(std::string_view(input).substr(0, span('1').size()), false),
                     recognise(input, true));
            for (const std::size_t chunk : {1, 7, 1000}) {
                const auto sink = proto::read(importer(), input, chunk);
                QCOMPARE(sink->spans.size(), std::size_t{2});
                QCOMPARE(sink->problemCount(), std::uint64_t{0});
            }
        }
        const auto single = proto::read(importer(), span('1'));
        QCOMPARE(single->spans.size(), std::size_t{1});
    }

    void whatIsBrokenIsReportedAndTheRestIsRead()
    {
        const auto sink = proto::read(importer(), bytes(1, span('1')) + bytes(1, "\xff\xff\xff"s) + number(9, 1) +
                                                      bytes(1, span('2', bytes(11, "\x0a\x7f"s) + number(77, 1))));
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->count(ProblemCode::BrokenRecord), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{1});
        const auto cut = proto::read(importer(), list().substr(0, list().size() - 1));
        QCOMPARE(cut->spans.size(), std::size_t{1});
        QCOMPARE(cut->count(ProblemCode::Truncated), std::uint64_t{1});
    }

    void damageCostsOnlyWhatItHits()
    {
        QCOMPARE(proto::checkDamage(importer(), list()), QString());
        QCOMPARE(proto::checkDamage(importer(), proto::varintFramed(list()) + proto::varintFramed(span('3'))),
                 QString());
    }
};

QTEST_APPLESS_MAIN(ZipkinProtoTest)
#include "tst_zipkin_proto.moc"
