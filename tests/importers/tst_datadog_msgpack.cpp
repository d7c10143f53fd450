// SPDX-License-Identifier: GPL-3.0-or-later

// Datadog's agent payloads in MessagePack, v0.4 and v0.5, whole, cut off and damaged.

#include "importers/datadog/datadog_msgpack_importer.h"
#include "importers/datadog/datadog_msgpack_reader.h"
#include "importers/datadog/msgpack_cursor.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/test_values.h"

#include <QTest>

#include <bit>
#include <random>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeDatadogMsgpackImporter();
    return *one;
}

/// Writes MessagePack.
class Pack
{
public:
    Pack& raw(int lead, std::uint64_t value, int bytes)
    {
        out += static_cast<char>(lead);
        for (int i = bytes - 1; i >= 0; --i)
            out += static_cast<char>(value >> (8 * i));
        return *this;
    }
    Pack& array(std::size_t count) { return count < 16 ? raw(0x90 + int(count), 0, 0) : raw(0xDD, count, 4); }
    Pack& map(std::size_t count) { return count < 16 ? raw(0x80 + int(count), 0, 0) : raw(0xDF, count, 4); }
    Pack& text(std::string_view text)
    {
        if (text.size() < 32)
            raw(0xA0 + int(text.size()), 0, 0);
        else
            raw(0xDB, text.size(), 4);
        out += text;
        return *this;
    }
    Pack& bytes(std::string_view bytes)
    {
        raw(0xC4, bytes.size(), 1);
        out += bytes;
        return *this;
    }
    Pack& u64(std::uint64_t value) { return raw(0xCF, value, 8); }
    Pack& number(double value) { return raw(0xCB, std::bit_cast<std::uint64_t>(value), 8); }
    Pack& small(int value) { return raw(value, 0, 0); }
    Pack& nil() { return raw(0xC0, 0, 0); }
    Pack& truth(bool value) { return raw(value ? 0xC3 : 0xC2, 0, 0); }

    std::string out;
};

constexpr std::uint64_t kTrace = 13930160852258120406U;

/// One chunk of two spans in v0.4.
std::string payloadV04()
{
    Pack pack;
    pack.raw(0xDD, 1, 4).array(2);
    pack.map(17).text("trace_id").u64(kTrace).text("span_id").u64(~std::uint64_t{0}).text("parent_id").small(0);
    pack.text("name").text("express.request").text("resource").text("GET /").text("service").text("shop");
    pack.text("type").text("web").text("error").small(1).text("start").u64(1700000000000000001U);
    pack.text("duration").raw(0xCE, 35318849, 4);
    pack.text("meta").map(4).text("_dd.p.tid").text("654a694400000000").text("span.kind").text("server");
    pack.text("error.message").text("no").text("odd").small(7);
    pack.text("metrics").map(3).text("_sampling_priority_v1").small(0xFF).text("ratio").number(0.5);
    pack.text("pid").raw(0xCD, 32050, 2);
    pack.text("meta_struct").map(1).text("appsec").bytes("\x81\xA1"s + "a\x01");
    pack.text("span_links")
        .array(1)
        .map(5)
        .text("trace_id")
        .u64(5)
        .text("trace_id_high")
        .u64(6)
        .text("span_id")
        .u64(7);
    pack.text("flags").small(1).text("attributes").map(1).text("a").text("b");
    pack.text("span_events")
        .array(1)
        .map(3)
        .text("name")
        .text("oops")
        .text("time_unix_nano")
        .u64(1700000000000000002U);
    pack.text("attributes").map(3).text("s").map(2).text("type").small(0).text("string_value").text("v");
    pack.text("l").map(2).text("type").small(4).text("array_value").map(1).text("values").array(2);
    pack.map(2).text("type").small(2).text("int_value").small(3).map(2).text("type").small(1).text("bool_value");
    pack.truth(true).text("plain").small(9);
    pack.text("unknown").map(1).text("deep").array(1).nil();
    pack.text("empty").nil();
    pack.map(5).text("trace_id").u64(kTrace).text("span_id").small(2).text("parent_id").u64(~std::uint64_t{0});
    pack.text("name").text("child").text("service").nil();
    return pack.out;
}

/// The same in v0.5, as far as it has a place for it.
std::string payloadV05()
{
    Pack pack;
    const std::vector<std::string> table = {"",
                                            "shop",
                                            "express.request",
                                            "GET /",
                                            "_dd.p.tid",
                                            "654a694400000000",
                                            "ratio",
                                            "web",
                                            "child",
                                            "a text that needs more than thirty-one bytes"};
    pack.array(2).array(table.size());
    for (const std::string& text : table)
        pack.text(text);
    pack.array(1).array(2);
    pack.array(12)
        .small(1)
        .small(2)
        .small(3)
        .u64(kTrace)
        .u64(9)
        .small(0)
        .u64(1700000000000000001U)
        .raw(0xCC, 200, 1);
    pack.small(0).map(2).small(4).small(5).small(9).small(9).map(1).small(6).number(0.5).small(7);
    pack.array(12).small(1).small(8).small(8).u64(kTrace).small(2).u64(9).u64(1700000000000000002U).small(5);
    pack.small(1).map(0).map(0).small(0);
    return pack.out;
}

std::vector<std::string> tokens(std::string_view bytes, std::size_t chunk)
{
    ChunkStream stream(bytes, chunk);
    MsgpackCursor cursor(stream);
    std::vector<std::string> seen;
    while (cursor.next())
        seen.push_back(std::to_string(cursor.offset()) + " " + std::to_string(static_cast<int>(cursor.kind())) +
                       " " + std::string(cursor.text()));
    seen.push_back(cursor.isBroken() ? "broken" : cursor.isCut() ? "cut" : "end");
    return seen;
}

} // namespace

class DatadogMsgpackTest : public QObject
{
    Q_OBJECT

private slots:
    void everyKindOfTokenIsRead()
    {
        const auto one = [](const Pack& pack, auto&& check) {
            ChunkStream stream(pack.out, 1);
            MsgpackCursor cursor(stream);
            return cursor.next() && check(cursor) && !cursor.next() && !cursor.isCut() && !cursor.isBroken();
        };
        const auto integer = [&](const Pack& pack, std::int64_t value) {
            return one(pack, [&](MsgpackCursor& c) { return c.integer() == value; });
        };
        QVERIFY(integer(Pack().small(0x7F), 127));
        QVERIFY(integer(Pack().small(0xE0), -32));
        QVERIFY(integer(Pack().raw(0xCC, 255, 1), 255));
        QVERIFY(integer(Pack().raw(0xCD, 65535, 2), 65535));
        QVERIFY(integer(Pack().raw(0xCE, 4294967295, 4), 4294967295));
        QVERIFY(integer(Pack().raw(0xD0, 0x80, 1), -128));
        QVERIFY(integer(Pack().raw(0xD1, 0xFFFF, 2), -1));
        QVERIFY(integer(Pack().raw(0xD2, 0x7FFFFFFF, 4), 2147483647));
        QVERIFY(integer(Pack().raw(0xD3, 1ULL << 63, 8), std::numeric_limits<std::int64_t>::min()));
        QVERIFY(integer(Pack().number(12.0), 12));
        QVERIFY(one(Pack().number(1.5), [](MsgpackCursor& c) { return !c.integer() && c.number() == 1.5; }));
        QVERIFY(one(Pack().raw(0xCA, 0x3FC00000, 4), [](MsgpackCursor& c) { return c.number() == 1.5; }));
        QVERIFY(one(Pack().u64(~0ULL), [](MsgpackCursor& c) { return !c.integer() && c.bits() == ~0ULL; }));
        QVERIFY(one(Pack().truth(true), [](MsgpackCursor& c) { return c.boolean(); }));
        QVERIFY(one(Pack().bytes("ab"), [](MsgpackCursor& c) { return c.text() == "ab"; }));
        QVERIFY(one(Pack().raw(0xD4, 0x0142, 2), [](MsgpackCursor& c) { return c.text().size() == 2; }));
        QVERIFY(one(Pack().raw(0xDE, 3, 2), [](MsgpackCursor& c) { return c.count() == 3; }));
    }

    void tokensAreTheSameHoweverTheyArrive()
    {
        for (const std::string& payload : {payloadV04(), payloadV05()}) {
            const std::vector<std::string> whole = tokens(payload, 1 << 20);
            QCOMPARE(whole.back(), "end"s);
            for (const std::size_t chunk : {1, 2, 3, 50})
                QCOMPARE(tokens(payload, chunk), whole);
        }
    }

    void aHugeTextIsPassedOver()
    {
        Pack pack;
        pack.array(2).text(std::string(MsgpackCursor::kMaxText + 1, 'x')).small(5);
        ChunkStream stream(pack.out, 1 << 20);
        MsgpackCursor cursor(stream);
        QVERIFY(cursor.next() && cursor.next());
        QVERIFY(cursor.isTooLarge());
        QVERIFY(cursor.text().empty());
        QVERIFY(cursor.next());
        QCOMPARE(cursor.integer(), std::optional<std::int64_t>(5));
    }

    void skippingNeedsNoStack()
    {
        std::string deep(1'000'000, '\x91');
        deep += '\x05';
        ChunkStream stream(deep, 1 << 16);
        MsgpackCursor cursor(stream);
        QVERIFY(cursor.next());
        QVERIFY(cursor.skip());
        QVERIFY(!cursor.next() && !cursor.isCut());
    }

    void everyFieldOfV04Arrives()
    {
        const std::string payload = payloadV04();
        QVERIFY(claims(importer(), payload));
        const auto sink = readText(importer(), payload);
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        QCOMPARE(sink->spans.size(), std::size_t{2});
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(toHex(span.traceId), "654a694400000000c151df7d6ee5e2d6"s);
        QCOMPARE(toHex(span.spanId), "ffffffffffffffff"s);
        QCOMPARE(span.name, "GET /"s);
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, "no"s);
        QCOMPARE(span.startNs, std::int64_t{1700000000000000001});
        QCOMPARE(span.durationNs, std::int64_t{35318849});
        QCOMPARE(sink->service(span), "shop"s);
        const AttributeList expected = {
            {"odd", number(7)},
            {"_sampling_priority_v1", number(-1)},
            {"ratio", Value{0.5}},
            {"pid", number(32050)},
            {"meta_struct.appsec", Value{Bytes{"\x81\xA1"s + "a\x01"}}},
            {"datadog.unknown", Value{AttributeList{{"deep", Value{ValueArray{Value{}}}}}}},
            {"operation.name", text("express.request")},
            {"span.type", text("web")},
        };
        QCOMPARE(span.attributes, expected);
        QCOMPARE(span.links.size(), std::size_t{1});
        QCOMPARE(span.links[0].traceId, (TraceId{6, 5}));
        QCOMPARE(span.links[0].spanId.value, std::uint64_t{7});
        QCOMPARE(span.links[0].flags, 1U);
        QCOMPARE(*findValue(span.links[0].attributes, "a"), text("b"));
        QCOMPARE(span.events.size(), std::size_t{1});
        QCOMPARE(span.events[0].name, "oops"s);
        QCOMPARE(span.events[0].timeNs, std::int64_t{1700000000000000002});
        const AttributeList event = {
            {"s", text("v")}, {"l", Value{ValueArray{number(3), Value{true}}}}, {"plain", number(9)}};
        QCOMPARE(span.events[0].attributes, event);
        const RecordedSpan& child = sink->spans[1];
        QCOMPARE(child.traceId, span.traceId);
        QCOMPARE(child.parentId, span.spanId);
        QCOMPARE(sink->service(child), "shop"s);
        QVERIFY(has(child.marks, SpanMark::StartUnknown));
    }

    void everyFieldOfV05Arrives()
    {
        const std::string payload = payloadV05();
        QVERIFY(claims(importer(), payload));
        const auto sink = readText(importer(), payload);
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        QCOMPARE(sink->spans.size(), std::size_t{2});
        const RecordedSpan& span = sink->spans[0];
        QCOMPARE(toHex(span.traceId), "654a694400000000c151df7d6ee5e2d6"s);
        QCOMPARE(span.name, "GET /"s);
        QCOMPARE(span.kind, SpanKind::Server); // guessed
        QCOMPARE(span.durationNs, std::int64_t{200});
        QCOMPARE(span.attribute("ratio"), Value{0.5});
        QCOMPARE(span.attribute("a text that needs more than thirty-one bytes"),
                 text("a text that needs more than thirty-one bytes"));
        QCOMPARE(sink->spans[1].name, "child"s);
        QCOMPARE(sink->spans[1].parentId, span.spanId);
        QCOMPARE(sink->spans[1].status, StatusCode::Error);
        QCOMPARE(sink->spans[1].traceId, span.traceId);
    }

    void payloadsMayFollowEachOther()
    {
        const auto sink = readText(importer(), payloadV04() + payloadV05() + Pack().array(0).out + payloadV04());
        QCOMPARE(sink->spans.size(), std::size_t{6});
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void payloadsAreTheSameHoweverTheyArrive()
    {
        QCOMPARE(checkPieces(importer(), payloadV04() + payloadV05()), QString());
    }

    void aCutPayloadKeepsItsCompleteSpans()
    {
        for (const std::string& payload : {payloadV04(), payloadV05()}) {
            const auto whole = readText(importer(), payload);
            const auto second = static_cast<std::size_t>(whole->spans[1].offset);
            for (std::size_t size = 1; size < payload.size(); ++size) {
                const auto part = readText(importer(), std::string_view(payload).substr(0, size));
                QCOMPARE(part->count(ProblemCode::Truncated), std::uint64_t{1});
                QCOMPARE(part->spans.size(), std::size_t{size >= second ? 1U : 0U});
            }
        }
    }

    void damageIsReportedWithItsPlace()
    {
        std::string payload = payloadV04();
        const std::size_t at = payload.size();
        payload += "\xC1 and more";
        const auto sink = readText(importer(), payload);
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->count(ProblemCode::BrokenRecord), std::uint64_t{1});
        QCOMPARE(sink->problems.back().where.offset, static_cast<std::int64_t>(at));
    }

    void changedBytesNeverBreakTheReader()
    {
        std::mt19937 random(7);
        for (const std::string& payload : {payloadV04(), payloadV05()}) {
            for (int i = 0; i < 20'000; ++i) {
                std::string changed = payload;
                for (int k = 0; k < 1 + i % 3; ++k)
                    changed[random() % changed.size()] = static_cast<char>(random());
                (void)claims(importer(), changed);
                QVERIFY(readText(importer(), changed)->spans.size() < 100);
            }
        }
    }

    void wrongTypesAreKeptAndReported()
    {
        Pack pack;
        pack.array(2).array(3).map(8).text("trace_id").text("x").text("span_id").small(2).text("meta").small(1);
        pack.text("metrics").nil().text("name").small(3).text("start").raw(0xD3, ~std::uint64_t{0}, 8);
        pack.text("error").array(0).text("span_links").text("none").small(4).map(0).nil();
        const auto sink = readText(importer(), pack.out);
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const RecordedSpan& span = sink->spans.front();
        QCOMPARE(span.attribute("datadog.trace_id"), text("x"));
        QCOMPARE(span.attribute("datadog.name"), number(3));
        QCOMPARE(span.attribute("datadog.start"), number(-1));
        QCOMPARE(sink->count(ProblemCode::TimeImpossible), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{5});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{2});
    }

    void aHugeSpanIsSkipped()
    {
        Pack pack;
        pack.array(1)
            .array(2)
            .map(3)
            .text("trace_id")
            .small(1)
            .text("span_id")
            .small(2)
            .text("meta")
            .raw(0xDF, 9, 4);
        const std::string large(std::size_t{10} << 20, 'x');
        for (int i = 0; i < 9; ++i)
            pack.text("key" + std::to_string(i)).text(large);
        pack.map(2).text("trace_id").small(1).text("span_id").small(3);
        const auto sink = readText(importer(), pack.out);
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->spans[0].spanId.value, std::uint64_t{3});
        QCOMPARE(sink->count(ProblemCode::TooLarge), std::uint64_t{1});
    }

    void fewIndexesDoNotMakeAHugeSpan()
    {
        Pack pack;
        pack.array(2).array(2).text("").text(std::string(1 << 20, 'x')).array(1).array(1).array(12);
        pack.small(0).small(0).small(0).small(1).small(2).small(0).small(1).small(1).small(0).raw(0xDF, 10'000, 4);
        for (int i = 0; i < 10'000; ++i)
            pack.small(0).small(1);
        pack.map(0).small(0);
        const auto sink = readText(importer(), pack.out);
        QCOMPARE(sink->spans.size(), std::size_t{0});
        QCOMPARE(sink->count(ProblemCode::TooLarge), std::uint64_t{1});
    }

    void hugeCountsNeedNoMemory()
    {
        for (const std::string& lead : {Pack().raw(0xDD, 0xFFFFFFFF, 4).out, Pack().raw(0xDF, 0xFFFFFFFF, 4).out,
                                        Pack().array(2).raw(0xDD, 0xFFFFFFFF, 4).text("").out,
                                        Pack().array(1).array(1).map(1).text("meta").raw(0xDF, 0xFFFFFFFF, 4).out,
                                        Pack().array(1).array(1).map(1).raw(0xDB, 0xFFFFFFFF, 4).out}) {
            const auto sink = readText(importer(), lead);
            QCOMPARE(sink->spans.size(), std::size_t{0});
            QVERIFY(sink->problemCount() > 0);
        }
    }

    void deepValuesAreLeftOut()
    {
        Pack pack;
        pack.array(1).array(1).map(3).text("trace_id").small(1).text("span_id").small(2).text("deep");
        for (int i = 0; i < 100'000; ++i)
            pack.array(1);
        pack.nil();
        const auto sink = readText(importer(), pack.out);
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->count(ProblemCode::TooDeep), std::uint64_t{1});
    }

    void otherBytesAreNotClaimed()
    {
        for (const std::string& other :
             {"[[]]"s, "\x0A\x10"s, Pack().array(0).out, Pack().array(1).map(1).text("trace_id").small(1).out,
              Pack().array(2).text("a").text("b").out, Pack().map(1).text("chunks").array(0).out,
              Pack().array(1).array(1).map(1).text("a").small(1).out, "\xDD\xDD\xDD\xDD\xDD\xDD"s,
              "\xDC\x90 text"s})
            QVERIFY(!claims(importer(), other));
        const std::string payload = payloadV04();
        QVERIFY(claims(importer(), payload.substr(0, 60), false));
    }

    void laterVersionsAreNamed()
    {
        const auto sink = readText(importer(), Pack().map(1).text("chunks").array(0).out + payloadV04());
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{1});
    }
};

QTEST_APPLESS_MAIN(DatadogMsgpackTest)
#include "tst_datadog_msgpack.moc"
