// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_proto_reader.h"

#include "importers/byte_stream.h"
#include "importers/ip_text.h"
#include "importers/zipkin/zipkin_proto_guess.h"

#include <limits>

namespace tailrace {

ZipkinProtoReader::ZipkinProtoReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_fields(sink)
    , m_in(in, m_fields)
    , m_builder(sink)
    , m_span(sink.keys())
{
}

Result<void> ZipkinProtoReader::readAll()
{
    const std::string_view head = m_in.in().ensure(kHeadSize).substr(0, kHeadSize);
    const ProtoFraming framing = protoFraming(head, isZipkinProto);
    if (framing == ProtoFraming::None && m_in.state())
        return failure(ErrorCode::Unsupported, "no Zipkin protobuf");
    if (framing != ProtoFraming::None)
        m_in.forEachMessage(framing, [this](std::uint64_t end) { message(end); });
    m_fields.reportUnknownFields();
    return m_in.state();
}

void ZipkinProtoReader::message(std::uint64_t end)
{
    bool isCut = false;
    const Location start = m_in.where();
    if (isZipkinProtoSpan(m_in.peek(end, isCut), isCut)) {
        if (const auto bytes = m_in.takeRest(end, "a span"))
            span(*bytes, start);
        return;
    }
    ProtoStream list(m_in.in(), end);
    while (list.next()) {
        const Location where = m_in.where();
        m_fields.setWhere(where);
        if (list.tag() != bytesTag(1))
            m_fields.unknownFields(1, "a list of spans");
        else if (const auto bytes = m_in.take(list, "a span"))
            span(*bytes, where);
    }
    m_in.finish(list, "a list of spans");
}

void ZipkinProtoReader::span(std::string_view message, Location where)
{
    m_fields.setWhere(where);
    m_builder.begin(where);
    m_span.clear();
    m_local.parts = m_remote.parts = {};
    m_start = m_duration = TimeField::Missing;
    ProtoMessage fields(message);
    while (fields.next())
        field(fields);
    if (fields.end() != ProtoMessage::End::Regular)
        return m_fields.report(ProblemCode::BrokenRecord, "a span that is no valid protobuf message");
    if (m_span.traceId.isZero() && m_span.spanId.isZero())
        return m_fields.report(ProblemCode::UnknownRecord, "a message that is no span");
    m_builder.finish(m_local.parts, m_remote.parts, m_span);
    finishZipkinTimes(m_start, m_duration, m_span);
    m_sink.addSpan(m_span, where);
}

void ZipkinProtoReader::field(const ProtoMessage& field)
{
    AttributeWriter& out = m_span.attributes;
    switch (field.tag()) {
    case bytesTag(1):
        return m_fields.traceId(field.bytes(), m_span.traceId, out);
    case bytesTag(2):
        return m_fields.spanId(field.bytes(), m_span.parentId, kOriginalParentId, out);
    case bytesTag(3):
        return m_fields.spanId(field.bytes(), m_span.spanId, kOriginalSpanId, out);
    case varintTag(4):
        return kind(field.number());
    case bytesTag(5):
        m_span.name = m_fields.validText(field.bytes());
        return;
    case fixed64Tag(6):
        m_start = time(field.number(), "timestamp", m_span.startNs, out);
        return;
    case varintTag(7):
        m_duration = time(field.number(), "duration", m_span.durationNs, out);
        return;
    case bytesTag(8):
        return endpoint(field.bytes(), m_local);
    case bytesTag(9):
        return endpoint(field.bytes(), m_remote);
    case bytesTag(10):
        return annotation(field.bytes());
    case bytesTag(11):
        return tag(field.bytes());
    case varintTag(12):
        if (field.number() != 0)
            out.addBool("zipkin.debug", true);
        return;
    case varintTag(13):
        if (field.number() != 0)
            set(m_span.marks, SpanMark::SharedSpan);
        return;
    default:
        m_fields.unknownField(field, "a span");
    }
}

/// Zipkin has its own numbers: they are not those of OTLP.
void ZipkinProtoReader::kind(std::uint64_t number)
{
    static constexpr std::array kKinds = {SpanKind::Unspecified, SpanKind::Client, SpanKind::Server,
                                          SpanKind::Producer, SpanKind::Consumer};
    if (number < kKinds.size()) {
        m_span.kind = kKinds[number];
        return;
    }
    m_span.attributes.addInt("zipkin.kind", protoInt64(number));
    m_fields.report(ProblemCode::WrongType, "the span kind " + std::to_string(protoInt64(number)));
}

void ZipkinProtoReader::endpoint(std::string_view message, Endpoint& endpoint)
{
    const auto address = [&](std::string_view bytes, std::string& text) -> std::string_view {
        text = ipText(bytes);
        if (text.empty() && !bytes.empty())
            m_fields.report(ProblemCode::WrongType,
                            "an address of " + std::to_string(bytes.size()) + " bytes was skipped");
        return text;
    };
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1))
            endpoint.parts.service = m_fields.validText(fields.bytes());
        else if (fields.tag() == bytesTag(2))
            endpoint.parts.ipv4 = address(fields.bytes(), endpoint.addresses[0]);
        else if (fields.tag() == bytesTag(3))
            endpoint.parts.ipv6 = address(fields.bytes(), endpoint.addresses[1]);
        else if (fields.tag() == varintTag(4))
            endpoint.parts.port = static_cast<std::uint16_t>(fields.number());
        else
            m_fields.unknownField(fields, "an endpoint");
    }
    checkEnd(fields, "an endpoint");
}

void ZipkinProtoReader::annotation(std::string_view message)
{
    EventDraft& event = m_span.addEvent();
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == fixed64Tag(1))
            (void)time(fields.number(), "timestamp", event.timeNs, event.attributes);
        else if (fields.tag() == bytesTag(2))
            m_builder.annotation(m_fields.validText(fields.bytes()), event);
        else
            m_fields.unknownField(fields, "an annotation");
    }
    checkEnd(fields, "an annotation");
}

void ZipkinProtoReader::tag(std::string_view message)
{
    std::string_view key;
    std::string_view value;
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1))
            key = m_fields.validText(fields.bytes());
        else if (fields.tag() == bytesTag(2))
            value = m_fields.validText(fields.bytes());
        else
            m_fields.unknownField(fields, "a tag");
    }
    checkEnd(fields, "a tag");
    m_builder.tag(key, value, m_span);
}

/// A time beyond 64-bit nanoseconds is kept as text.
TimeField ZipkinProtoReader::time(std::uint64_t microseconds, const char* name, std::int64_t& ns,
                                  AttributeWriter& out)
{
    constexpr std::uint64_t kNsPerUs = 1000;
    if (microseconds <= std::numeric_limits<std::int64_t>::max() / kNsPerUs) {
        ns = static_cast<std::int64_t>(microseconds * kNsPerUs);
        return TimeField::Known;
    }
    out.addText("zipkin." + std::string(name), std::to_string(microseconds));
    m_fields.report(ProblemCode::TimeImpossible, name);
    return TimeField::Impossible;
}

void ZipkinProtoReader::checkEnd(const ProtoMessage& message, const char* what)
{
    if (message.end() != ProtoMessage::End::Regular)
        m_fields.report(ProblemCode::WrongType, std::string(what) + " that is no valid message; its rest is lost");
}

} // namespace tailrace
