// SPDX-License-Identifier: GPL-3.0-or-later

// OTLP protobuf as it comes out of full disks and wrong tools: what is whole must be read, and reading must end.

#include "importers/otlp/otlp_proto_importer.h"
#include "otlp_messages.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// A message with its spans, and where each span ends in its bytes.
struct Sample {
    proto::Request request;
    std::string bytes;
    std::vector<std::size_t> ends;
};

Sample sample(unsigned seed)
{
    Sample out;
    RandomOtlp random(seed);
    // A few small resources: every length is tried.
    while (out.request.resource_spans_size() < 3)
        out.request.MergeFrom(random.request(1));
    out.bytes = out.request.SerializeAsString();
    for (const proto::ResourceSpans& resourceSpans : out.request.resource_spans()) {
        for (const proto::ScopeSpans& scopeSpans : resourceSpans.scope_spans()) {
            for (const proto::Span& span : scopeSpans.spans()) {
                const std::string bytes = span.SerializeAsString();
                out.ends.push_back(out.bytes.find(bytes) + bytes.size());
            }
        }
    }
    return out;
}

} // namespace

class TestOtlpProtoDamage : public QObject
{
    Q_OBJECT

private slots:
    void truncationAtEveryByteKeepsEveryCompleteSpan();
    void truncatedRecordsKeepWhatIsComplete_data();
    void truncatedRecordsKeepWhatIsComplete();
    void truncatedZstdRecordKeepsTheOnesBefore();
    void brokenZstdRecordCostsOnlyItself();
    void failingStreamIsReportedOnce();
    void wrongInnerLengthCostsOnlyItsResource();
    void brokenSpanCostsOnlyItself();
    void brokenAttributeIsKeptAsBytes();
    void invalidTextIsRepaired();
    void hugeLengthsAreNotBelieved();
    void randomMutationsEndWell();
    void randomMutationsOfFramesEndWell();
};

void TestOtlpProtoDamage::truncationAtEveryByteKeepsEveryCompleteSpan()
{
    const Sample whole = sample(11);
    RecordingSink all;
    QVERIFY(readProto(whole.bytes, all).has_value());
    QCOMPARE(all.spans.size(), whole.ends.size());
    for (std::size_t size = 0; size < whole.bytes.size(); ++size) {
        const std::string bytes = whole.bytes.substr(0, size);
        RecordingSink sink;
        const Result<void> result = readProto(bytes, sink, 1000);
        std::size_t complete = 0;
        while (complete < whole.ends.size() && whole.ends[complete] <= size)
            ++complete;
        QCOMPARE(sink.spans.size(), complete);
        for (std::size_t i = 0; i < complete; ++i) {
            QCOMPARE(sink.spans[i].name, all.spans[i].name);
            QCOMPARE(sink.service(sink.spans[i]), all.service(all.spans[i]));
            QVERIFY(sink.spans[i].attributes == all.spans[i].attributes);
        }
        // As soon as one span is there, it is recognised, and the missing rest is one problem.
        if (complete > 0)
            QVERIFY(result.has_value());
        QVERIFY(sink.problemCount() <= 1);
        QCOMPARE(sink.problemCount(), sink.count(ProblemCode::Truncated));
    }
}

void TestOtlpProtoDamage::truncatedRecordsKeepWhatIsComplete_data()
{
    QTest::addColumn<bool>("bigEndian");
    QTest::newRow("four bytes of length") << true;
    QTest::newRow("varint length") << false;
}

void TestOtlpProtoDamage::truncatedRecordsKeepWhatIsComplete()
{
    QFETCH(bool, bigEndian);
    const auto framed = [&](const std::string& record) {
        return bigEndian ? bigEndianFramed(record) : varintFramed(record);
    };
    const Sample one = sample(12);
    const std::string first = framed(one.bytes);
    const std::string all = first + first;
    const std::size_t head = first.size() - one.bytes.size();
    for (std::size_t size = first.size(); size < all.size(); size += 5) {
        RecordingSink sink;
        QVERIFY(readProto(all.substr(0, size), sink, 4096).has_value());
        std::size_t complete = one.ends.size();
        for (const std::size_t end : one.ends)
            complete += first.size() + head + end <= size ? 1 : 0;
        QCOMPARE(sink.spans.size(), complete);
        QCOMPARE(sink.problemCount(), std::uint64_t{size > first.size() ? 1U : 0U});
        QCOMPARE(sink.count(ProblemCode::Truncated), sink.problemCount());
    }
}

void TestOtlpProtoDamage::truncatedZstdRecordKeepsTheOnesBefore()
{
    const Sample one = sample(13);
    const std::string first = bigEndianFramed(zstdFrame(one.bytes));
    const std::string all = first + first;
    for (std::size_t size = first.size() + 1; size < all.size(); size += 7) {
        RecordingSink sink;
        QVERIFY(readProto(all.substr(0, size), sink).has_value());
        QVERIFY(sink.spans.size() >= one.ends.size());
        QCOMPARE(sink.problemCount(), std::uint64_t{1});
        QCOMPARE(sink.count(ProblemCode::Truncated), std::uint64_t{1});
    }
}

void TestOtlpProtoDamage::brokenZstdRecordCostsOnlyItself()
{
    const Sample one = sample(14);
    const std::string good = bigEndianFramed(zstdFrame(one.bytes));
    std::string broken = good;
    for (std::size_t i = broken.size() / 2; i < broken.size(); ++i)
        broken[i] = static_cast<char>(i * 37);
    RecordingSink sink;
    QVERIFY(readProto(good + broken + good, sink).has_value());
    QVERIFY(sink.spans.size() >= 2 * one.ends.size());
    QVERIFY(sink.spans.back().name == sink.spans.at(one.ends.size() - 1).name);
    QVERIFY(sink.count(ProblemCode::BrokenRecord) >= 1);
    QCOMPARE(sink.count(ProblemCode::Truncated), std::uint64_t{0});
}

void TestOtlpProtoDamage::failingStreamIsReportedOnce()
{
    const Sample one = sample(15);
    const std::size_t half = one.ends.at(one.ends.size() / 2);
    ChunkStream stream(std::string_view(one.bytes).substr(0, half + 3), 100);
    stream.failAtEnd({ErrorCode::Malformed, "broken", "file.pb.gz, byte 1,234"});
    RecordingSink sink;
    const Result<void> result = makeOtlpProtoImporter()->read(stream, sink);
    QVERIFY(!result);
    QCOMPARE(result.error().where, std::string("file.pb.gz, byte 1,234"));
    QCOMPARE(sink.spans.size(), one.ends.size() / 2 + 1);
    QCOMPARE(sink.problemCount(), std::uint64_t{0});
}

void TestOtlpProtoDamage::wrongInnerLengthCostsOnlyItsResource()
{
    const Sample one = sample(16);
    std::string broken;
    proto::Request middle;
    *middle.add_resource_spans() = one.request.resource_spans(1);
    // The first scope claims to be longer than everything.
    const std::string scope = middle.resource_spans(0).scope_spans(0).SerializeAsString();
    broken = "\x0A" + varintFramed(std::string("\x12\xFF\xFF\x03", 4) + scope);
    proto::Request first;
    *first.add_resource_spans() = one.request.resource_spans(0);
    const std::string bytes = first.SerializeAsString() + broken + first.SerializeAsString();
    RecordingSink sink;
    QVERIFY(readProto(bytes, sink).has_value());
    const std::size_t good = expected(first).spans.size();
    const std::size_t saved = static_cast<std::size_t>(middle.resource_spans(0).scope_spans(0).spans_size());
    QCOMPARE(sink.spans.size(), 2 * good + saved);
    QCOMPARE(sink.count(ProblemCode::BrokenRecord), std::uint64_t{1});
    QCOMPARE(sink.problemCount(), std::uint64_t{1});
}

void TestOtlpProtoDamage::brokenSpanCostsOnlyItself()
{
    RandomOtlp random(17);
    proto::Span good;
    random.fill(good);
    const std::string span = good.SerializeAsString();
    // A name that is longer than the span, and wire type 7.
    for (const std::string& tail : {std::string("\x2A\x7F") + "short", std::string("\x07\x00", 2)}) {
        const std::string spans =
            "\x12" + varintFramed(span) + "\x12" + varintFramed(span + tail) + "\x12" + varintFramed(span);
        RecordingSink sink;
        QVERIFY(readProto("\x0A" + varintFramed("\x12" + varintFramed(spans)), sink).has_value());
        QCOMPARE(sink.spans.size(), std::size_t{2});
        QCOMPARE(sink.count(ProblemCode::BrokenRecord), std::uint64_t{1});
        QCOMPARE(sink.problemCount(), std::uint64_t{1});
    }
}

void TestOtlpProtoDamage::brokenAttributeIsKeptAsBytes()
{
    RandomOtlp random(18);
    proto::Span good;
    random.fill(good);
    good.clear_attributes();
    const std::string pair = std::string("\x0A\x03key\x12\x7F", 7) + "cut";
    const std::string span = good.SerializeAsString() + "\x4A" + varintFramed(pair);
    RecordingSink sink;
    QVERIFY(
        readProto("\x0A" + varintFramed("\x12" + varintFramed("\x12" + varintFramed(span))), sink).has_value());
    QCOMPARE(sink.spans.size(), std::size_t{1});
    QVERIFY(sink.spans.at(0).attribute("key") == Value{Bytes{pair}});
    QCOMPARE(sink.count(ProblemCode::WrongType), std::uint64_t{1});
}

void TestOtlpProtoDamage::invalidTextIsRepaired()
{
    RandomOtlp random(19);
    proto::Span good;
    random.fill(good);
    good.clear_attributes();
    good.clear_name();
    const std::string pair =
        "\x0A" + varintFramed("k\xFFy") + "\x12" + varintFramed("\x0A" + varintFramed("v\xC3"));
    const std::string span =
        good.SerializeAsString() + "\x2A" + varintFramed("n\x80me") + "\x4A" + varintFramed(pair);
    RecordingSink sink;
    QVERIFY(
        readProto("\x0A" + varintFramed("\x12" + varintFramed("\x12" + varintFramed(span))), sink).has_value());
    QCOMPARE(sink.spans.at(0).name, std::string("n\xEF\xBF\xBDme"));
    QVERIFY(sink.spans.at(0).attribute("k\xEF\xBF\xBDy") == Value{std::string("v\xEF\xBF\xBD")});
    QCOMPARE(sink.count(ProblemCode::InvalidText), std::uint64_t{3});
}

void TestOtlpProtoDamage::hugeLengthsAreNotBelieved()
{
    const Sample one = sample(20);
    // Each claims many gigabytes behind good data.
    const std::string claims[] = {std::string("\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"),
                                  std::string("\x0A\xFF\xFF\xFF\x7F\x0A\xFF\xFF\xFF\x7F\x12\xFF\xFF\xFF\x7E"),
                                  std::string("\x0A\xFF\xFF\xFF\x7F\x12\xFF\xFF\xFF\x7E\x12\xFF\xFF\xFF\x7D")};
    for (const std::string& claim : claims) {
        RecordingSink sink;
        QVERIFY(readProto(one.bytes + claim, sink).has_value());
        QCOMPARE(sink.spans.size(), one.ends.size());
        QVERIFY(sink.problemCount() >= 1);
    }
    RecordingSink sink;
    QVERIFY(readProto(bigEndianFramed(one.bytes) + "\xFF\xFF\xFF\xFF\x0A\x01", sink).has_value());
    QCOMPARE(sink.spans.size(), one.ends.size());
    QCOMPARE(sink.count(ProblemCode::Truncated), std::uint64_t{1});
}

void TestOtlpProtoDamage::randomMutationsEndWell()
{
    RandomOtlp random(21);
    const Sample one = sample(21);
    std::size_t kept = 0;
    for (int i = 0; i < 4000; ++i) {
        std::string bytes = one.bytes;
        for (unsigned hits = 1 + random.below(3); hits > 0; --hits)
            bytes[random.below(static_cast<unsigned>(bytes.size()))] = static_cast<char>(random.below(256));
        RecordingSink sink;
        (void)readProto(bytes, sink, 1 + random.below(3000));
        kept += sink.spans.size();
        for (const RecordedSpan& span : sink.spans)
            QVERIFY(span.offset >= 0 && span.offset < static_cast<std::int64_t>(bytes.size()));
    }
    // Most damage hits the inside of a text or of an id: much more must survive than not.
    QVERIFY(kept > 4000 * one.ends.size() / 2);
}

void TestOtlpProtoDamage::randomMutationsOfFramesEndWell()
{
    RandomOtlp random(22);
    const Sample one = sample(22);
    const std::string frames[] = {bigEndianFramed(one.bytes) + bigEndianFramed(zstdFrame(one.bytes)),
                                  varintFramed(one.bytes) + varintFramed(one.bytes)};
    for (int i = 0; i < 2000; ++i) {
        std::string bytes = frames[i % 2];
        for (unsigned hits = 1 + random.below(3); hits > 0; --hits)
            bytes[random.below(static_cast<unsigned>(bytes.size()))] = static_cast<char>(random.below(256));
        RecordingSink sink;
        (void)readProto(bytes, sink, 1 + random.below(3000));
        QVERIFY(sink.spans.size() <= 2 * one.ends.size() + 50);
    }
}

QTEST_APPLESS_MAIN(TestOtlpProtoDamage)
#include "tst_otlp_proto_damage.moc"
