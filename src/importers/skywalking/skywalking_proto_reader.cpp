// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/skywalking/skywalking_proto_reader.h"

#include "model/base/format.h"
#include "model/base/utf8.h"

#include <algorithm>
#include <limits>

namespace tailrace {

namespace {

constexpr std::size_t kLengthSize = 4;
constexpr std::size_t kMaxVarint = 10;
constexpr std::int64_t kNsPerMs = 1'000'000;

Location at(std::uint64_t offset)
{
    return {-1, static_cast<std::int64_t>(offset)};
}

} // namespace

SkywalkingProtoReader::SkywalkingProtoReader(ByteStream& in, SpanSink& sink)
    : m_in(in)
    , m_sink(sink)
    , m_draft(sink.keys())
    , m_resource(sink.keys())
{
}

Result<void> SkywalkingProtoReader::readAll()
{
    const std::string_view head = m_in.ensure(kHeadSize);
    const SkywalkingFraming framing = skywalkingFraming(head.substr(0, kHeadSize), head.size() < kHeadSize);
    if (framing == SkywalkingFraming::None && m_in.state())
        return failure(ErrorCode::Malformed, "expected SkyWalking segments in protobuf");
    messages(framing);
    return m_in.state();
}

void SkywalkingProtoReader::messages(SkywalkingFraming framing)
{
    std::uint64_t length = 0;
    while (readLength(framing, length)) {
        const std::uint64_t offset = m_in.offset();
        if (length > kMaxMessage) {
            m_sink.problem(ProblemCode::TooLarge, at(offset), "a segment larger than " + formatBytes(kMaxMessage));
            if (!m_in.skip(length))
                m_sink.problem(ProblemCode::Truncated, at(offset), "the last segment breaks off");
            continue;
        }
        const auto size = static_cast<std::size_t>(length);
        const std::string_view bytes = m_in.ensure(size).substr(0, size);
        m_isCut = bytes.size() < size;
        if (m_isCut)
            m_sink.problem(ProblemCode::Truncated, at(offset + bytes.size()), "the last segment breaks off");
        message(bytes, offset, framing);
        m_in.consume(bytes.size());
        if (m_isCut)
            return;
    }
}

/// What stands before a message; false at the end of the input.
bool SkywalkingProtoReader::readLength(SkywalkingFraming framing, std::uint64_t& length)
{
    const std::string_view bytes = m_in.ensure(kMaxVarint + 1);
    if (bytes.empty() || framing == SkywalkingFraming::None)
        return false;
    const Location where = at(m_in.offset());
    std::size_t size = 0;
    if (framing == SkywalkingFraming::Segment) {
        length = m_in.ensure(kMaxMessage + 1).size(); // to the end of the input
        return true;
    }
    if (framing == SkywalkingFraming::BigEndian) {
        length = 0;
        for (; size < kLengthSize && size < bytes.size(); ++size)
            length = (length << 8) | static_cast<unsigned char>(bytes[size]);
        size = size == kLengthSize ? size : 0;
    } else {
        const std::size_t tagSize = framing == SkywalkingFraming::Collection ? 1 : 0;
        if (tagSize == 1 && static_cast<unsigned char>(bytes.front()) != bytesTag(1)) {
            m_sink.problem(ProblemCode::BrokenRecord, where, "expected a segment");
            return false;
        }
        const ProtoVarint varint = protoVarint(bytes.substr(tagSize));
        length = varint.value;
        size = varint.size > 0 ? varint.size + tagSize : 0;
    }
    m_in.consume(size);
    if (size == 0)
        m_sink.problem(ProblemCode::Truncated, where, "the input ends within a length");
    return size > 0;
}

void SkywalkingProtoReader::message(std::string_view bytes, std::uint64_t offset, SkywalkingFraming framing)
{
    const bool mayBeCollection = framing == SkywalkingFraming::BigEndian || framing == SkywalkingFraming::Varint;
    if (mayBeCollection && isSegmentCollection(bytes))
        collection(bytes, offset);
    else
        segment(bytes, offset);
}

void SkywalkingProtoReader::collection(std::string_view bytes, std::uint64_t offset)
{
    m_where = at(offset);
    ProtoMessage fields(bytes);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1))
            segment(fields.bytes(), offset + static_cast<std::uint64_t>(fields.bytes().data() - bytes.data()));
        else
            m_sink.problem(ProblemCode::UnknownRecord, at(offset), "a field of a collection of segments");
    }
    if (fields.end() == ProtoMessage::End::Cut && fields.tag() == bytesTag(1))
        segment(fields.bytes(), offset + static_cast<std::uint64_t>(fields.bytes().data() - bytes.data()));
    checkEnd(fields, "a collection of segments");
}

/// First what the segment says of its spans, wherever it stands, then the spans.
void SkywalkingProtoReader::segment(std::string_view bytes, std::uint64_t offset)
{
    m_where = at(offset);
    m_repaired.clear();
    m_resource.clear();
    std::string_view traceId;
    std::string_view segmentId;
    std::string_view service;
    std::string_view instance;
    ProtoMessage header(bytes);
    while (header.next()) {
        if (header.tag() == bytesTag(1))
            traceId = text(header.bytes());
        else if (header.tag() == bytesTag(2))
            segmentId = text(header.bytes());
        else if (header.tag() == bytesTag(4))
            service = text(header.bytes());
        else if (header.tag() == bytesTag(5))
            instance = text(header.bytes());
        else if (header.tag() == varintTag(6) && header.number() != 0)
            m_sink.problem(ProblemCode::DroppedData, m_where,
                           "a segment reached its agent's limit; spans are missing");
        else if (header.tag() != bytesTag(3) && header.tag() != varintTag(6))
            m_sink.problem(ProblemCode::UnknownRecord, m_where,
                           "field " + std::to_string(header.field()) + " of a segment");
    }
    checkEnd(header, "a segment");
    setSkywalkingResource(service, instance, m_resource);
    const ResourceRef resource = m_resource.attributes.count() > 0 ? m_sink.addResource(m_resource) : 0;
    ProtoMessage fields(bytes);
    while (fields.next()) {
        if (fields.tag() != bytesTag(3))
            continue;
        m_span = {};
        m_span.traceId = traceId;
        m_span.segmentId = segmentId;
        m_span.type = skywalkingSpanType(0); // what the fields say when they are left out
        m_span.layer = skywalkingLayer(0);
        m_draft.clear();
        m_draft.resource = resource;
        span(fields.bytes(), at(offset + static_cast<std::uint64_t>(fields.bytes().data() - bytes.data())));
    }
}

void SkywalkingProtoReader::span(std::string_view bytes, Location where)
{
    m_where = where;
    m_startNs = m_endNs = 0;
    ProtoMessage fields(bytes);
    while (fields.next())
        spanField(fields);
    if (fields.end() != ProtoMessage::End::Regular)
        return checkEnd(fields, "a span");
    setSkywalkingTimes(m_startNs, m_endNs, m_draft);
    finishSkywalkingSpan(m_span, m_draft, m_sink, where);
    m_sink.addSpan(m_draft, where);
}

void SkywalkingProtoReader::spanField(const ProtoMessage& field)
{
    const auto number = static_cast<std::int32_t>(field.number());
    AttributeWriter& out = m_draft.attributes;
    switch (field.tag()) {
    case varintTag(1):
        m_span.spanId = number;
        break;
    case varintTag(2):
        m_span.parentSpanId = number;
        break;
    case varintTag(3):
        m_startNs = time(field.number());
        break;
    case varintTag(4):
        m_endNs = time(field.number());
        break;
    case bytesTag(5):
        reference(field.bytes());
        break;
    case bytesTag(6):
        m_draft.name = text(field.bytes());
        break;
    case bytesTag(7):
        if (!field.bytes().empty())
            out.addText("skywalking.peer", text(field.bytes()));
        break;
    case varintTag(8):
        m_span.type = skywalkingSpanType(number);
        if (m_span.type.empty())
            unknown(field, "skywalking.field_");
        break;
    case varintTag(9):
        m_span.layer = skywalkingLayer(number);
        if (m_span.layer.empty())
            unknown(field, "skywalking.field_");
        break;
    case varintTag(10):
        out.addInt("skywalking.component_id", number);
        break;
    case varintTag(11):
        m_span.isError = field.number() != 0;
        break;
    case bytesTag(12):
        tag(field.bytes());
        break;
    case bytesTag(13):
        log(field.bytes());
        break;
    case varintTag(14):
        if (field.number() != 0)
            out.addBool("skywalking.skipAnalysis", true);
        break;
    default:
        unknown(field, "skywalking.field_");
    }
}

void SkywalkingProtoReader::unknown(const ProtoMessage& field, const char* name)
{
    AttributeWriter& out = m_draft.attributes;
    out.key(std::string(name) + std::to_string(field.field()));
    if (static_cast<ProtoWire>(field.tag() & 7) == ProtoWire::Bytes)
        out.bytes(field.bytes());
    else
        out.integer(protoInt64(field.number()));
}

void SkywalkingProtoReader::reference(std::string_view bytes)
{
    SkywalkingReference& reference = m_span.references.emplace_back();
    reference.type = skywalkingReferenceType(0);
    ProtoMessage fields(bytes);
    while (fields.next()) {
        switch (fields.tag()) {
        case varintTag(1):
            reference.type = skywalkingReferenceType(protoInt64(fields.number()));
            break;
        case bytesTag(2):
            reference.traceId = text(fields.bytes());
            break;
        case bytesTag(3):
            reference.segmentId = text(fields.bytes());
            break;
        case varintTag(4):
            reference.spanId = static_cast<std::int32_t>(fields.number());
            break;
        case bytesTag(5):
            reference.service = text(fields.bytes());
            break;
        case bytesTag(6):
            reference.instance = text(fields.bytes());
            break;
        case bytesTag(7):
            reference.endpoint = text(fields.bytes());
            break;
        case bytesTag(8):
            reference.address = text(fields.bytes());
            break;
        default:
            unknown(fields, "skywalking.ref.field_");
        }
    }
    checkEnd(fields, "a reference");
}

void SkywalkingProtoReader::tag(std::string_view bytes)
{
    std::string_view key;
    std::string_view value;
    keyAndValue(bytes, key, value);
    m_draft.attributes.addText(key, value);
}

void SkywalkingProtoReader::keyAndValue(std::string_view bytes, std::string_view& key, std::string_view& value)
{
    ProtoMessage fields(bytes);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1))
            key = text(fields.bytes());
        else if (fields.tag() == bytesTag(2))
            value = text(fields.bytes());
    }
    checkEnd(fields, "a key and its value");
}

void SkywalkingProtoReader::log(std::string_view bytes)
{
    EventDraft& event = m_draft.addEvent();
    event.name = "log";
    ProtoMessage fields(bytes);
    while (fields.next()) {
        if (fields.tag() == varintTag(1))
            event.timeNs = time(fields.number());
        if (fields.tag() != bytesTag(2))
            continue;
        std::string_view key;
        std::string_view value;
        keyAndValue(fields.bytes(), key, value);
        addSkywalkingLogEntry(key, value, event);
    }
    checkEnd(fields, "a log");
}

// ---- values

/// A text as valid UTF-8.
std::string_view SkywalkingProtoReader::text(std::string_view bytes)
{
    if (isValidUtf8(bytes))
        return bytes;
    m_sink.problem(ProblemCode::InvalidText, m_where, "invalid UTF-8");
    return m_repaired.emplace_back(repairUtf8(bytes));
}

std::int64_t SkywalkingProtoReader::time(std::uint64_t milliseconds)
{
    if (milliseconds <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / kNsPerMs))
        return static_cast<std::int64_t>(milliseconds) * kNsPerMs;
    m_sink.problem(ProblemCode::TimeImpossible, m_where, std::to_string(protoInt64(milliseconds)) + " ms");
    return 0;
}

void SkywalkingProtoReader::checkEnd(const ProtoMessage& message, const char* what)
{
    const bool isReported = m_isCut && message.end() == ProtoMessage::End::Cut;
    if (message.end() != ProtoMessage::End::Regular && !isReported)
        m_sink.problem(ProblemCode::BrokenRecord, m_where, what);
}

} // namespace tailrace
