// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_proto_reader.h"

#include "importers/decoding_stream.h"
#include "importers/otlp/otlp_json_importer.h"
#include "importers/zstd_stream.h"
#include "model/base/format.h"

#include <algorithm>
#include <limits>
#include <memory>

namespace tailrace {

namespace {

constexpr std::size_t kMaxVarint = 10;
constexpr std::uint64_t kMaxExpansion = 1000;
constexpr std::uint32_t kResourceSpans = bytesTag(1);
constexpr std::uint32_t kResource = bytesTag(1);
constexpr std::uint32_t kScope = bytesTag(1);
constexpr std::uint32_t kScopeSpans = bytesTag(2);
constexpr std::uint32_t kSpan = bytesTag(2);
constexpr std::uint32_t kSchemaUrl = bytesTag(3);
/// instrumentation_library_spans, of the time when its name changed (protocol 0.15 to 0.17).
constexpr std::uint32_t kOldScopeSpans = bytesTag(1000);

/// Where a part of a message lies that itself lies at `offset`.
std::uint64_t offsetOf(std::string_view message, std::uint64_t offset, std::string_view part)
{
    return part.empty() ? offset : offset + static_cast<std::uint64_t>(part.data() - message.data());
}

/// A part of another stream.
class PartStream : public ByteStream
{
public:
    PartStream(BufferedInput& in, std::uint64_t size)
        : m_in(in)
        , m_left(size)
    {
    }
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override
    {
        size = static_cast<std::size_t>(std::min<std::uint64_t>(size, m_left));
        if (size == 0)
            return size;
        Result<std::size_t> got = m_in.read(buffer, size);
        m_left -= got.value_or(0);
        return got;
    }
    [[nodiscard]] std::uint64_t left() const { return m_left; }

private:
    BufferedInput& m_in;
    std::uint64_t m_left;
};

/// Reads on from a window.
class WindowStream : public ByteStream
{
public:
    explicit WindowStream(BufferedInput& in)
        : m_in(in)
    {
    }
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override
    {
        return m_in.read(buffer, size);
    }

private:
    BufferedInput& m_in;
};

/// Says of everything that it lies where its record begins: places within a compressed record help nobody.
class RecordSink : public SpanSink
{
public:
    RecordSink(SpanSink& sink, Location where)
        : m_sink(sink)
        , m_where(where)
    {
    }
    [[nodiscard]] KeyInterner& keys() override { return m_sink.keys(); }
    [[nodiscard]] ResourceRef addResource(const ResourceDraft& draft) override
    {
        return m_sink.addResource(draft);
    }
    [[nodiscard]] ScopeRef addScope(const ScopeDraft& draft) override { return m_sink.addScope(draft); }
    void addSpan(SpanDraft& draft, Location) override { m_sink.addSpan(draft, m_where); }
    void addLog(LogDraft& draft, Location) override { m_sink.addLog(draft, m_where); }
    void addListedTrace(const ListedTraceDraft& draft, Location) override { m_sink.addListedTrace(draft, m_where); }
    void problem(ProblemCode code, Location, std::string detail, std::uint64_t count) override
    {
        m_sink.problem(code, m_where, std::move(detail), count);
    }

private:
    SpanSink& m_sink;
    Location m_where;
};

} // namespace

OtlpProtoReader::OtlpProtoReader(SpanSink& sink)
    : m_sink(sink)
    , m_records(sink)
    , m_logs(m_records.values())
    , m_span(sink.keys())
    , m_log(sink.keys())
    , m_resource(sink.keys())
    , m_scope(sink.keys())
{
}

Result<void> OtlpProtoReader::readAll(ByteStream& stream)
{
    BufferedInput in(stream);
    const ProtoFraming framing = otlpFraming(in.ensure(kHeadSize));
    if (framing == ProtoFraming::None && in.state())
        return failure(ErrorCode::Unsupported, "no OTLP protobuf traces or logs");
    if (framing == ProtoFraming::Bare)
        request(in, ProtoStream::kOpenEnd);
    else if (framing != ProtoFraming::None)
        records(in, framing);
    m_records.values().reportUnknownFields();
    return in.state();
}

Location OtlpProtoReader::at(std::uint64_t offset) const
{
    return {-1, m_recordOffset >= 0 ? m_recordOffset : static_cast<std::int64_t>(offset)};
}

Location OtlpProtoReader::at(const Message& message, std::string_view part) const
{
    return at(offsetOf(message.bytes, message.offset, part));
}

/// The end of the input is one place, however many messages it cuts. If the stream failed, its error says it.
void OtlpProtoReader::truncated(const BufferedInput& in)
{
    if (!m_truncated && in.state())
        m_sink.problem(ProblemCode::Truncated, at(in.offset()), "the input ends in the middle of a message");
    m_truncated = true;
}

// ---- records

void OtlpProtoReader::records(BufferedInput& in, ProtoFraming framing)
{
    while (!in.ensure(1).empty()) {
        const ProtoRecordHead head = protoRecordHead(in.ensure(kMaxVarint), framing);
        if (head.size == 0)
            return truncated(in);
        in.consume(head.size);
        const std::uint64_t end = in.offset() + head.length;
        record(in, head.length);
        if (in.offset() < end && !in.skip(end - in.offset()))
            return truncated(in);
    }
}

void OtlpProtoReader::record(BufferedInput& in, std::uint64_t length)
{
    m_truncated = false;
    const std::string_view start = in.ensure(DecodingStream::kMagicSize)
                                       .substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(length, 4)));
    if (isZstd(start))
        return compressedRecord(in, length);
    if (!start.starts_with('{'))
        return request(in, in.offset() + length);
    PartStream part(in, length);
    RecordSink sink(m_sink, at(in.offset()));
    (void)readOtlpJson(part, sink); // its only failure is that of `in`
}

void OtlpProtoReader::compressedRecord(BufferedInput& in, std::uint64_t length)
{
    const std::uint64_t start = in.offset();
    PartStream part(in, length);
    DecodingStream decoding(BufferedInput(part), zstdCodec(),
                            {"record", std::make_shared<Expansion>(Expansion{length, 0, kMaxExpansion}), {}, {}});
    BufferedInput content(decoding);
    m_recordOffset = static_cast<std::int64_t>(start);
    if (content.ensure(1).starts_with('{')) {
        WindowStream stream(content);
        RecordSink sink(m_sink, at(start));
        (void)readOtlpJson(stream, sink); // what fails is told below
    } else {
        request(content, ProtoStream::kOpenEnd);
    }
    m_recordOffset = -1;
    if (content.state() || !in.state())
        return;
    if (in.ensure(1).empty() && part.left() > 0)
        return truncated(in);
    const bool isBomb = content.state().error().code == ErrorCode::TooLarge;
    m_sink.problem(isBomb ? ProblemCode::TooLarge : ProblemCode::BrokenRecord, at(start),
                   content.state().error().message);
}

// ---- messages in the stream

/// Takes the content of a field into memory, as much of it as there is. It is valid until `in` is used again.
OtlpProtoReader::Message OtlpProtoReader::take(BufferedInput& in, const ProtoStream& field)
{
    const auto length = static_cast<std::size_t>(field.length());
    Message message{in.ensure(length).substr(0, length), in.offset(), field.isCut()};
    if (message.bytes.size() < length) {
        message.isCut = true;
        truncated(in);
    }
    return message;
}

/// Reports a part that is too large to be taken.
bool OtlpProtoReader::fits(const ProtoStream& field, const BufferedInput& in, const char* what)
{
    if (field.length() <= kMaxHeld)
        return true;
    m_sink.problem(ProblemCode::TooLarge, at(in.offset()),
                   std::string(what) + " of " + formatBytes(field.length()) + " was skipped");
    return false;
}

void OtlpProtoReader::finish(const ProtoStream& fields, BufferedInput& in, const char* what)
{
    m_records.values().unknownFields(fields.passedOver(), what);
    if (fields.end() == ProtoMessage::End::Cut)
        truncated(in);
    else if (fields.end() == ProtoMessage::End::Broken)
        m_sink.problem(ProblemCode::BrokenRecord, at(in.offset()),
                       std::string(what) + " is no valid protobuf message from here on; its rest is skipped");
}

void OtlpProtoReader::request(BufferedInput& in, std::uint64_t end)
{
    ProtoStream fields(in, end);
    while (fields.next()) {
        const Location where = at(in.offset());
        if (fields.tag() != kResourceSpans)
            m_records.values().unknownFields(1, "a request");
        else if (fields.length() <= kMaxHeld)
            resourceSpans(take(in, fields));
        else
            largeResourceSpans(in, in.offset() + fields.length());
        reportUntraced(where);
    }
    finish(fields, in, "a request");
    // Everything belongs to the input, also what cannot be read.
    if (end == ProtoStream::kOpenEnd)
        (void)in.skip(end);
}

void OtlpProtoReader::largeResourceSpans(BufferedInput& in, std::uint64_t end)
{
    beginResource();
    bool hasNew = false;
    ProtoStream fields(in, end);
    while (fields.next()) {
        const Location where = at(in.offset());
        if (fields.tag() == kResource && fits(fields, in, "a resource")) {
            resource(take(in, fields).bytes, where);
        } else if (fields.tag() == kSchemaUrl && fits(fields, in, "a schema URL")) {
            schemaUrl(take(in, fields).bytes, where, m_resource.schemaUrl, m_resourceSettled,
                      "the schema URL of a resource");
        } else if (fields.tag() == kScopeSpans || (fields.tag() == kOldScopeSpans && !hasNew)) {
            hasNew = hasNew || fields.tag() == kScopeSpans;
            if (fields.length() <= kMaxHeld)
                scopeSpans(take(in, fields));
            else
                largeScopeSpans(in, in.offset() + fields.length());
        } else if (fields.tag() != kOldScopeSpans && fields.tag() != kResource && fields.tag() != kSchemaUrl) {
            m_records.values().unknownFields(1, "a ResourceSpans message");
        }
    }
    finish(fields, in, "a ResourceSpans message");
}

void OtlpProtoReader::largeScopeSpans(BufferedInput& in, std::uint64_t end)
{
    beginScope();
    ProtoStream fields(in, end);
    while (fields.next()) {
        const Location where = at(in.offset());
        if (fields.tag() == kScope && fits(fields, in, "a scope")) {
            scope(take(in, fields).bytes, where);
        } else if (fields.tag() == kSchemaUrl && fits(fields, in, "a schema URL")) {
            schemaUrl(take(in, fields).bytes, where, m_scope.schemaUrl, m_scopeSettled,
                      "the schema URL of a scope");
        } else if (fields.tag() == kSpan && fits(fields, in, "a span")) {
            const Message message = take(in, fields);
            if (!message.isCut)
                spanOrLog(message.bytes, where, isOtlpLog(message.bytes));
        } else if (fields.tag() != kScope && fields.tag() != kSchemaUrl && fields.tag() != kSpan) {
            m_records.values().unknownFields(1, "a ScopeSpans message");
        }
    }
    finish(fields, in, "a ScopeSpans message");
}

// ---- messages in memory

void OtlpProtoReader::resourceSpans(const Message& message)
{
    const OtlpGuess guess = guessResourceSpans(message.bytes);
    if (guess == OtlpGuess::SomethingElse) {
        m_sink.problem(ProblemCode::UnknownRecord, at(message.offset),
                       "a message that holds no spans but perhaps metrics or logs");
        return;
    }
    m_readsLogs = guess == OtlpGuess::Logs;
    beginResource();
    bool hasNew = false;
    ProtoMessage owner(message.bytes);
    while (owner.next()) {
        if (owner.tag() == kResource)
            resource(owner.bytes(), at(message, owner.bytes()));
        else if (owner.tag() == kSchemaUrl)
            schemaUrl(owner.bytes(), at(message, owner.bytes()), m_resource.schemaUrl, m_resourceSettled, "");
        else if (owner.tag() == kScopeSpans)
            hasNew = true;
        else if (owner.tag() != kOldScopeSpans)
            m_records.values().unknownField(owner, "a ResourceSpans message");
    }
    const auto isList = [&](std::uint32_t tag) {
        return tag == kScopeSpans || (tag == kOldScopeSpans && !hasNew);
    };
    ProtoMessage lists(message.bytes);
    while (lists.next()) {
        if (isList(lists.tag()))
            scopeSpans({lists.bytes(), offsetOf(message.bytes, message.offset, lists.bytes()), false});
    }
    if (lists.end() == ProtoMessage::End::Cut && isList(lists.tag()))
        scopeSpans({lists.bytes(), offsetOf(message.bytes, message.offset, lists.bytes()), true});
    if (lists.end() != ProtoMessage::End::Regular && !message.isCut)
        m_sink.problem(ProblemCode::BrokenRecord, at(message.offset),
                       "a ResourceSpans message that is not valid to its end");
}

void OtlpProtoReader::scopeSpans(const Message& message)
{
    settleResource();
    beginScope();
    ProtoMessage owner(message.bytes);
    while (owner.next()) {
        if (owner.tag() == kScope)
            scope(owner.bytes(), at(message, owner.bytes()));
        else if (owner.tag() == kSchemaUrl)
            schemaUrl(owner.bytes(), at(message, owner.bytes()), m_scope.schemaUrl, m_scopeSettled, "");
        else if (owner.tag() != kSpan)
            m_records.values().unknownField(owner, "a ScopeSpans message");
    }
    ProtoMessage spans(message.bytes);
    while (spans.next()) {
        if (spans.tag() == kSpan)
            spanOrLog(spans.bytes(), at(message, spans.bytes()), m_readsLogs);
    }
    if (spans.end() != ProtoMessage::End::Regular && !message.isCut)
        m_sink.problem(ProblemCode::BrokenRecord, at(message.offset),
                       "a ScopeSpans message that is not valid to its end");
}

void OtlpProtoReader::spanOrLog(std::string_view message, Location where, bool isLog)
{
    settleResource();
    settleScope();
    if (isLog)
        log(message, where);
    else
        span(message, where);
}

/// Log records without a trace id are of no use here.
void OtlpProtoReader::reportUntraced(Location where)
{
    if (m_untracedLogs > 0)
        m_sink.problem(ProblemCode::OtherSignal, where,
                       formatCount(m_untracedLogs, "log record") + " without a trace id");
    m_untracedLogs = 0;
}

void OtlpProtoReader::log(std::string_view message, Location where)
{
    m_log.clear();
    if (!m_logs.readLog(message, where, m_log))
        return;
    if (m_log.traceId.isZero()) {
        ++m_untracedLogs;
        return;
    }
    m_log.resource = m_resourceRef;
    m_log.scope = m_scopeRef;
    m_sink.addLog(m_log, where);
}

void OtlpProtoReader::span(std::string_view message, Location where)
{
    m_span.clear();
    if (!m_records.readSpan(message, where, m_span))
        return;
    m_span.resource = m_resourceRef;
    m_span.scope = m_scopeRef;
    m_sink.addSpan(m_span, where);
}

void OtlpProtoReader::beginResource()
{
    m_resource.clear();
    m_resourceSettled = false;
}

void OtlpProtoReader::beginScope()
{
    m_scope.clear();
    m_scopeSettled = false;
}

void OtlpProtoReader::resource(std::string_view message, Location where)
{
    reopen(m_resourceSettled, where, "a resource");
    m_records.readResource(message, where, m_resource);
}

void OtlpProtoReader::scope(std::string_view message, Location where)
{
    reopen(m_scopeSettled, where, "a scope");
    m_records.readScope(message, where, m_scope);
}

void OtlpProtoReader::schemaUrl(std::string_view text, Location where, std::string& target, bool& isSettled,
                                const char* what)
{
    m_records.values().setWhere(where);
    text = m_records.values().validText(text);
    if (text.empty() || text == target)
        return;
    reopen(isSettled, where, what);
    target = text;
}

/// More about a resource or a scope of which spans were handed on already.
void OtlpProtoReader::reopen(bool& isSettled, Location where, const char* what)
{
    if (!isSettled)
        return;
    isSettled = false;
    m_sink.problem(ProblemCode::Note, where,
                   std::string(what) + " stands behind many megabytes of spans, which are kept without it");
}

void OtlpProtoReader::settleResource()
{
    if (m_resourceSettled)
        return;
    const bool saysNothing =
        m_resource.schemaUrl.empty() && m_resource.attributes.count() == 0 && m_resource.droppedAttributes == 0;
    m_resourceRef = saysNothing ? 0 : m_sink.addResource(m_resource);
    m_resourceSettled = true;
}

void OtlpProtoReader::settleScope()
{
    if (m_scopeSettled)
        return;
    const bool saysNothing = m_scope.name.empty() && m_scope.version.empty() && m_scope.schemaUrl.empty() &&
                             m_scope.attributes.count() == 0 && m_scope.droppedAttributes == 0;
    m_scopeRef = saysNothing ? 0 : m_sink.addScope(m_scope);
    m_scopeSettled = true;
}

} // namespace tailrace
