// SPDX-License-Identifier: GPL-3.0-or-later

// OTLP protobuf as it should be: every field, every framing, measured against the protobuf library.

#include "importers/id_bytes.h"
#include "importers/otlp/otlp_proto_reader.h"
#include "otlp_messages.h"

#include <QTest>

#include <limits>

using namespace tailrace;
using namespace tailrace::test;

namespace {

proto::Span& spanOf(proto::Request& request)
{
    return *request.mutable_resource_spans(0)->mutable_scope_spans(0)->mutable_spans(0);
}

RecordedSpan readOne(const proto::Request& request, RecordingSink& sink)
{
    if (!readProto(request.SerializeAsString(), sink) || sink.spans.size() != 1)
        return {};
    return sink.spans.front();
}

} // namespace

class TestOtlpProto : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryField();
    void readsWhatTheLibraryWrites();
    void resourceAndSchemaMayStandBehindTheSpans();
    void takesSpansOfTheOldName();
    void newNameCountsIfBothAreThere();
    void oldStatusCodeIsAnError();
    void missingTimesAreMarked();
    void timesThatOurExportKeepsAsAttributesAreTakenBack();
    void impossibleTimesAreKeptAsText();
    void numbersOutsideOfTheEnumsAreKept();
    void idsOfOtherWidthsAreRewritten_data();
    void idsOfOtherWidthsAreRewritten();
    void emptyIdsStayZero();
    void negativeLengthIsKept();
    void serviceIsTextOnly();
    void entityReferencesAreKept();
    void deepValuesBecomeJsonText();
    void hundredsOfThousandsOfNestedValuesAreRead();
    void unknownFieldsAreCounted();
    void offsetsPointAtTheSpan();
    void hugeResourceIsWalkedPieceByPiece();
};

void TestOtlpProto::readsEveryField()
{
    proto::Request request = oneSpan();
    proto::ResourceSpans& resourceSpans = *request.mutable_resource_spans(0);
    resourceSpans.mutable_resource()->set_dropped_attributes_count(7);
    resourceSpans.set_schema_url("https://example.org/1");
    proto::ScopeSpans& scopeSpans = *resourceSpans.mutable_scope_spans(0);
    scopeSpans.set_schema_url("https://example.org/2");
    scopeSpans.mutable_scope()->set_name("io.http");
    scopeSpans.mutable_scope()->set_version("1.2");
    scopeSpans.mutable_scope()->set_dropped_attributes_count(8);
    setText(scopeSpans.mutable_scope()->add_attributes(), "scope.key", "s");
    proto::Span& span = spanOf(request);
    span.set_parent_span_id("12345678");
    span.set_trace_state("a=b");
    span.set_kind(3);
    span.set_flags(0x301);
    span.set_dropped_attributes_count(1);
    span.set_dropped_events_count(2);
    span.set_dropped_links_count(3);
    span.mutable_status()->set_code(2);
    span.mutable_status()->set_message("timeout");
    setText(span.add_attributes(), "http.method", "GET");
    proto::Event& event = *span.add_events();
    event.set_time_unix_nano(2000);
    event.set_name("exception");
    event.set_dropped_attributes_count(4);
    setText(event.add_attributes(), "exception.type", "E");
    proto::Link& link = *span.add_links();
    link.set_trace_id("fedcba9876543210");
    link.set_span_id("87654321");
    link.set_trace_state("c=d");
    link.set_flags(0x100);
    link.set_dropped_attributes_count(5);
    setText(link.add_attributes(), "link.key", "l");

    RecordingSink sink;
    const RecordedSpan got = readOne(request, sink);
    QCOMPARE(toHex(got.traceId), std::string("30313233343536373839616263646566"));
    QCOMPARE(toHex(got.spanId), std::string("4142434445464748"));
    QCOMPARE(toHex(got.parentId), std::string("3132333435363738"));
    QCOMPARE(got.name, std::string("GET /cart"));
    QCOMPARE(got.kind, SpanKind::Client);
    QCOMPARE(got.status, StatusCode::Error);
    QCOMPARE(got.statusMessage, std::string("timeout"));
    QCOMPARE(got.traceState, std::string("a=b"));
    QCOMPARE(got.flags, 0x301U);
    QCOMPARE(got.startNs, std::int64_t{1000});
    QCOMPARE(got.durationNs, std::int64_t{2500});
    QCOMPARE(got.marks, 0U);
    QCOMPARE(sink.service(got), std::string("cart"));
    QCOMPARE(difference(sink, expected(request)), std::string());
    QCOMPARE(sink.problemCount(), std::uint64_t{0});
}

void TestOtlpProto::readsWhatTheLibraryWrites()
{
    RandomOtlp random(1);
    for (int i = 0; i < 300; ++i) {
        const proto::Request request = random.request();
        RecordingSink sink;
        QVERIFY(readProto(request.SerializeAsString(), sink).has_value());
        QCOMPARE(difference(sink, expected(request)), std::string());
        QCOMPARE(sink.problemCount(), std::uint64_t{0});
    }
}

void TestOtlpProto::resourceAndSchemaMayStandBehindTheSpans()
{
    proto::Request request = oneSpan();
    request.mutable_resource_spans(0)->set_schema_url("https://example.org/r");
    request.mutable_resource_spans(0)->mutable_scope_spans(0)->mutable_scope()->set_name("late");
    proto::ResourceSpans spans;
    proto::ResourceSpans rest = request.resource_spans(0);
    proto::ScopeSpans scopeSpans;
    *scopeSpans.add_spans() = spanOf(request);
    proto::ScopeSpans scopeRest = rest.scope_spans(0);
    scopeRest.clear_spans();
    rest.clear_scope_spans();
    // Concatenation merges messages, so this is the same message with its fields in another order.
    const std::string inner = scopeSpans.SerializeAsString() + scopeRest.SerializeAsString();
    const std::string bytes = "\x0A" + varintFramed("\x12" + varintFramed(inner) + rest.SerializeAsString());
    RecordingSink sink;
    QVERIFY(readProto(bytes, sink).has_value());
    QCOMPARE(difference(sink, expected(request)), std::string());
    QCOMPARE(sink.problemCount(), std::uint64_t{0});
}

void TestOtlpProto::takesSpansOfTheOldName()
{
    proto::Request request = oneSpan();
    const Expected wanted = expected(request);
    proto::ResourceSpans& resourceSpans = *request.mutable_resource_spans(0);
    *resourceSpans.add_instrumentation_library_spans() = resourceSpans.scope_spans(0);
    resourceSpans.clear_scope_spans();
    QVERIFY(isClaimed(request.SerializeAsString()));
    RecordingSink sink;
    QVERIFY(readProto(request.SerializeAsString(), sink).has_value());
    QCOMPARE(difference(sink, wanted), std::string());
    QCOMPARE(sink.problemCount(), std::uint64_t{0});
}

void TestOtlpProto::newNameCountsIfBothAreThere()
{
    proto::Request request = oneSpan();
    proto::ResourceSpans& resourceSpans = *request.mutable_resource_spans(0);
    *resourceSpans.add_instrumentation_library_spans() = resourceSpans.scope_spans(0);
    RecordingSink sink;
    QVERIFY(readProto(request.SerializeAsString(), sink).has_value());
    QCOMPARE(sink.spans.size(), std::size_t{1});
}

void TestOtlpProto::oldStatusCodeIsAnError()
{
    proto::Request request = oneSpan();
    spanOf(request).mutable_status()->set_deprecated_code(13);
    RecordingSink sink;
    RecordedSpan span = readOne(request, sink);
    QCOMPARE(span.status, StatusCode::Error);
    QVERIFY(span.attribute("otlp.status.deprecatedCode") == Value{std::int64_t{13}});

    // Writers of the transition filled both; the new one says more.
    spanOf(request).mutable_status()->set_code(1);
    RecordingSink both;
    QCOMPARE(readOne(request, both).status, StatusCode::Ok);
}

void TestOtlpProto::missingTimesAreMarked()
{
    proto::Request request = oneSpan();
    spanOf(request).set_end_time_unix_nano(0);
    RecordingSink sink;
    RecordedSpan span = readOne(request, sink);
    QCOMPARE(span.startNs, std::int64_t{1000});
    QCOMPARE(span.durationNs, std::int64_t{0});
    QCOMPARE(span.marks, static_cast<SpanMarks>(SpanMark::DurationUnknown));

    spanOf(request).set_end_time_unix_nano(3500);
    spanOf(request).set_start_time_unix_nano(0);
    RecordingSink second;
    span = readOne(request, second);
    QCOMPARE(span.startNs, std::int64_t{0});
    QVERIFY(has(span.marks, SpanMark::StartUnknown) && has(span.marks, SpanMark::DurationUnknown));
    QVERIFY(span.attribute("otlp.endTimeUnixNano") == Value{std::int64_t{3500}});
}

void TestOtlpProto::timesThatOurExportKeepsAsAttributesAreTakenBack()
{
    proto::Request request = oneSpan();
    proto::Span& wanted = spanOf(request);
    wanted.clear_attributes();
    wanted.set_start_time_unix_nano(0);
    wanted.set_end_time_unix_nano(3500);
    setText(wanted.add_attributes(), "before", "b");
    proto::KeyValue& start = *wanted.add_attributes();
    start.set_key("tailrace.start_ns");
    start.mutable_value()->set_int_value(0);
    setText(wanted.add_attributes(), "behind", "c");
    RecordingSink sink;
    RecordedSpan span = readOne(request, sink);
    QCOMPARE(span.durationNs, std::int64_t{3500});
    QCOMPARE(span.marks, SpanMarks{0});
    QCOMPARE(span.attributes.size(), std::size_t{2});
    QVERIFY(span.attribute("behind") == Value{std::string("c")});

    start.mutable_value()->set_int_value(-1);
    RecordingSink impossible;
    span = readOne(request, impossible);
    QVERIFY(has(span.marks, SpanMark::StartUnknown));
    QVERIFY(span.attribute("tailrace.start_ns") == Value{std::int64_t{-1}});

    start.set_key("tailrace.duration_ns");
    start.mutable_value()->set_int_value(std::numeric_limits<std::int64_t>::min());
    RecordingSink without;
    QVERIFY(has(readOne(request, without).marks, SpanMark::DurationUnknown));
}

void TestOtlpProto::impossibleTimesAreKeptAsText()
{
    proto::Request request = oneSpan();
    spanOf(request).set_start_time_unix_nano(std::uint64_t{1} << 63);
    spanOf(request).add_events()->set_time_unix_nano(~std::uint64_t{0});
    RecordingSink sink;
    const RecordedSpan span = readOne(request, sink);
    QVERIFY(has(span.marks, SpanMark::StartUnknown));
    QVERIFY(span.attribute("otlp.startTimeUnixNano") == Value{std::string("9223372036854775808")});
    QCOMPARE(span.events.at(0).timeNs, std::int64_t{0});
    QVERIFY(span.events.at(0).attributes.at(0).value == Value{std::string("18446744073709551615")});
    QCOMPARE(sink.count(ProblemCode::TimeImpossible), std::uint64_t{2});
}

void TestOtlpProto::numbersOutsideOfTheEnumsAreKept()
{
    proto::Request request = oneSpan();
    spanOf(request).set_kind(17);
    spanOf(request).mutable_status()->set_code(-1);
    RecordingSink sink;
    const RecordedSpan span = readOne(request, sink);
    QCOMPARE(span.kind, SpanKind::Unspecified);
    QCOMPARE(span.status, StatusCode::Unset);
    QVERIFY(span.attribute("otlp.kind") == Value{std::int64_t{17}});
    QVERIFY(span.attribute("otlp.status.code") == Value{std::int64_t{-1}});
    QCOMPARE(sink.count(ProblemCode::WrongType), std::uint64_t{2});
}

void TestOtlpProto::idsOfOtherWidthsAreRewritten_data()
{
    QTest::addColumn<QByteArray>("trace");
    QTest::addColumn<QByteArray>("span");
    QTest::addColumn<QByteArray>("traceHex");
    QTest::addColumn<QByteArray>("spanHex");
    QTest::addColumn<bool>("rewritten");
    const auto hex = [](const char* digits) { return QByteArray::fromHex(digits); };
    QTest::newRow("64-bit trace id") << hex("0102030405060708") << hex("1112131415161718")
                                     << QByteArray("00000000000000000102030405060708")
                                     << QByteArray("1112131415161718") << false;
    QTest::newRow("short") << hex("0102030405060708090a") << hex("111213")
                           << QByteArray("0000000000000102030405060708090a") << QByteArray("0000000000111213")
                           << true;
    QTest::newRow("hex decoded as base64")
        << QByteArray::fromBase64("5b8efff798038103d269b633813fc60c") << QByteArray::fromBase64("eee19b7ec3c1b174")
        << QByteArray("5b8efff798038103d269b633813fc60c") << QByteArray("eee19b7ec3c1b174") << false;
    QTest::newRow("digits") << QByteArray("5B8EFFF798038103D269B633813FC60C") << QByteArray("eee19b7ec3c1b174")
                            << QByteArray("5b8efff798038103d269b633813fc60c") << QByteArray("eee19b7ec3c1b174")
                            << false;
    const std::string longOnes[] = {std::string(40, 'x'), std::string(9, 'y')};
    QTest::newRow("long") << QByteArray::fromStdString(longOnes[0]) << QByteArray::fromStdString(longOnes[1])
                          << QByteArray::fromStdString(toHex(traceIdFromHash(longOnes[0])))
                          << QByteArray::fromStdString(toHex(spanIdFromHash(longOnes[1]))) << true;
}

void TestOtlpProto::idsOfOtherWidthsAreRewritten()
{
    QFETCH(QByteArray, trace);
    QFETCH(QByteArray, span);
    QFETCH(QByteArray, traceHex);
    QFETCH(QByteArray, spanHex);
    QFETCH(bool, rewritten);
    proto::Request request = oneSpan();
    spanOf(request).set_trace_id(trace.toStdString());
    spanOf(request).set_span_id(span.toStdString());
    spanOf(request).set_parent_span_id(span.toStdString());
    proto::Link& link = *spanOf(request).add_links();
    link.set_trace_id(trace.toStdString());
    link.set_span_id(span.toStdString());
    RecordingSink sink;
    const RecordedSpan got = readOne(request, sink);
    QCOMPARE(toHex(got.traceId), traceHex.toStdString());
    QCOMPARE(toHex(got.spanId), spanHex.toStdString());
    QVERIFY(got.parentId == got.spanId);
    QVERIFY(got.links.at(0).traceId == got.traceId && got.links.at(0).spanId == got.spanId);
    QCOMPARE(sink.count(ProblemCode::IdRewritten), std::uint64_t{rewritten ? 5U : 0U});
    const Value original = rewritten ? Value{trace.toHex().toStdString()} : Value{};
    QVERIFY(got.attribute(kOriginalTraceId) == original);
    QCOMPARE(got.attribute(kOriginalParentId).isNull(), !rewritten);
    QCOMPARE(got.links.at(0).attributes.size(), std::size_t{rewritten ? 2U : 0U});
}

void TestOtlpProto::emptyIdsStayZero()
{
    proto::Request request = oneSpan();
    spanOf(request).clear_trace_id();
    spanOf(request).clear_span_id();
    RecordingSink sink;
    const RecordedSpan span = readOne(request, sink);
    QCOMPARE(span.name, std::string("GET /cart"));
    QVERIFY(span.traceId.isZero() && span.spanId.isZero() && span.parentId.isZero());
}

void TestOtlpProto::negativeLengthIsKept()
{
    proto::Request request = oneSpan();
    spanOf(request).set_end_time_unix_nano(400);
    RecordingSink sink;
    QCOMPARE(readOne(request, sink).durationNs, std::int64_t{-600});
}

void TestOtlpProto::serviceIsTextOnly()
{
    proto::Request request = oneSpan();
    request.mutable_resource_spans(0)->mutable_resource()->mutable_attributes(0)->mutable_value()->set_int_value(
        5);
    RecordingSink sink;
    const RecordedSpan span = readOne(request, sink);
    QCOMPARE(sink.service(span), std::string());
    QVERIFY(sink.resource(span.resource).attributes.at(0).value == Value{std::int64_t{5}});
}

void TestOtlpProto::entityReferencesAreKept()
{
    proto::Request request = oneSpan();
    proto::EntityRef& entity = *request.mutable_resource_spans(0)->mutable_resource()->add_entity_refs();
    entity.set_type("host");
    entity.set_schema_url("https://example.org/e");
    entity.add_id_keys("host.id");
    entity.add_description_keys("host.name");
    RecordingSink sink;
    const RecordedSpan span = readOne(request, sink);
    const Value* kept = findValue(sink.resource(span.resource).attributes, "otlp.entityRefs");
    QVERIFY(kept != nullptr);
    QCOMPARE(displayText(*kept), std::string(R"([{"schemaUrl":"https://example.org/e","type":"host",)"
                                             R"("idKeys":["host.id"],"descriptionKeys":["host.name"]}])"));
}

namespace {

/// An AnyValue message in which lists and arrays are nested, alternating, around the number 7.
std::string nested(int depth)
{
    proto::AnyValue seven;
    seven.set_int_value(7);
    // From the inside out, with the parts in reverse, so that it stays linear.
    std::string reversed = seven.SerializeAsString();
    std::reverse(reversed.begin(), reversed.end());
    const auto wrap = [&](char tag) {
        std::string head(1, tag);
        std::uint64_t size = reversed.size();
        for (; size >= 0x80; size >>= 7)
            head += static_cast<char>(size | 0x80);
        head += static_cast<char>(size);
        reversed.append(head.rbegin(), head.rend());
    };
    for (int i = 0; i < depth; ++i) {
        if (i % 2 == 0) {
            wrap(0x0A); // ArrayValue.values
            wrap(0x2A); // AnyValue.array_value
        } else {
            wrap(0x12);              // KeyValue.value
            reversed += "k\x01\x0A"; // KeyValue.key, backwards
            wrap(0x0A);              // KeyValueList.values
            wrap(0x32);              // AnyValue.kvlist_value
        }
    }
    std::reverse(reversed.begin(), reversed.end());
    return reversed;
}

/// A request whose span has the attribute "deep" with this AnyValue message.
std::string withValue(const std::string& anyValue)
{
    const std::string pair = std::string("\x0A\x04") + "deep\x12" + varintFramed(anyValue);
    proto::Request request = oneSpan();
    const std::string span = spanOf(request).SerializeAsString() + "\x4A" + varintFramed(pair);
    return "\x0A" + varintFramed("\x12" + varintFramed("\x12" + varintFramed(span)));
}

} // namespace

void TestOtlpProto::deepValuesBecomeJsonText()
{
    RecordingSink flat;
    QVERIFY(readProto(withValue(nested(kMaxAttributeDepth)), flat).has_value());
    QCOMPARE(flat.problemCount(), std::uint64_t{0});

    RecordingSink sink;
    QVERIFY(readProto(withValue(nested(kMaxAttributeDepth + 3)), sink).has_value());
    QCOMPARE(sink.count(ProblemCode::TooDeep), std::uint64_t{1});
    Value value = sink.spans.at(0).attribute("deep");
    for (int i = 0; i < kMaxAttributeDepth; ++i) {
        const auto* list = std::get_if<AttributeList>(&value.data);
        value = list != nullptr ? Value(list->at(0).value) : Value(std::get<ValueArray>(value.data).at(0));
    }
    QVERIFY(value == Value{std::string(R"([{"k":[7]}])")});
}

void TestOtlpProto::hundredsOfThousandsOfNestedValuesAreRead()
{
    RecordingSink sink;
    QVERIFY(readProto(withValue(nested(300'000)), sink).has_value());
    QCOMPARE(sink.spans.size(), std::size_t{1});
    QCOMPARE(sink.count(ProblemCode::TooDeep), std::uint64_t{1});
}

void TestOtlpProto::unknownFieldsAreCounted()
{
    proto::Request request = oneSpan();
    spanOf(request).set_from_the_future("hello");
    std::string bytes = request.SerializeAsString();
    // Fields of a request: a number, a text, 8 and 4 bytes, and a group with a group in it.
    bytes += std::string("\xF8\x01\x05", 3) + "\xFA\x01\x02hi" +
             "\xF9\x01"
             "12345678" +
             "\xFD\x01"
             "1234" +
             "\xFB\x01\x0B\x0A\x03xyz\x0C\xFC\x01";
    bytes += request.SerializeAsString();
    RecordingSink sink;
    QVERIFY(readProto(bytes, sink).has_value());
    QCOMPARE(sink.spans.size(), std::size_t{2});
    QCOMPARE(sink.problems.size(), std::size_t{1});
    QCOMPARE(sink.problems.at(0).code, ProblemCode::Note);
    QVERIFY2(sink.problems.at(0).detail.starts_with("7 fields "), sink.problems.at(0).detail.c_str());
    QVERIFY(sink.problems.at(0).detail.ends_with("field 77 of a span"));
}

void TestOtlpProto::offsetsPointAtTheSpan()
{
    RandomOtlp random(4);
    proto::Request request = random.request();
    request.MergeFrom(random.request());
    const std::string bytes = request.SerializeAsString();
    RecordingSink sink;
    QVERIFY(readProto(bytes, sink).has_value());
    std::size_t i = 0;
    for (const proto::ResourceSpans& resourceSpans : request.resource_spans()) {
        for (const proto::ScopeSpans& scopeSpans : resourceSpans.scope_spans()) {
            for (const proto::Span& span : scopeSpans.spans()) {
                const RecordedSpan& got = sink.spans.at(i++);
                QCOMPARE(bytes.find(span.SerializeAsString()), static_cast<std::size_t>(got.offset));
                QCOMPARE(got.line, std::int64_t{-1});
            }
        }
    }
    QCOMPARE(i, sink.spans.size());
}

void TestOtlpProto::hugeResourceIsWalkedPieceByPiece()
{
    proto::Request request = oneSpan();
    proto::ResourceSpans& resourceSpans = *request.mutable_resource_spans(0);
    proto::ScopeSpans large = resourceSpans.scope_spans(0);
    large.mutable_scope()->set_name("large");
    setText(large.mutable_spans(0)->add_attributes(), "body", std::string(1 << 20, 'b'));
    for (std::size_t i = 0; i <= OtlpProtoReader::kMaxHeld >> 20; ++i)
        *large.add_spans() = large.spans(0);
    *resourceSpans.add_scope_spans() = large;
    resourceSpans.set_schema_url("https://example.org/late");
    Expected wanted = expected(request);
    // What stands behind more than can be held is not known in time.
    for (RecordedResource& resource : wanted.resources)
        resource.schemaUrl.clear();
    RecordingSink sink;
    QVERIFY(readProto(request.SerializeAsString(), sink).has_value());
    QCOMPARE(difference(sink, wanted), std::string());
    QCOMPARE(sink.count(ProblemCode::Note), std::uint64_t{1});
    QCOMPARE(sink.problemCount(), std::uint64_t{1});
}

QTEST_APPLESS_MAIN(TestOtlpProto)
#include "tst_otlp_proto.moc"
