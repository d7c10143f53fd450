// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_proto_span.h"

#include "importers/id_bytes.h"

#include <limits>

namespace tailrace {

namespace {

/// ValueType of model.proto.
enum ValueKind : std::uint64_t { kString = 0, kBool = 1, kInt64 = 2, kFloat64 = 3, kBinary = 4 };

/// Nanoseconds of seconds and a part of a second; nothing if they do not fit.
std::optional<std::int64_t> nanoseconds(std::int64_t seconds, std::int64_t nanos)
{
    constexpr std::int64_t kNsPerSecond = 1'000'000'000;
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / kNsPerSecond - 1;
    if (seconds > kMost || seconds < -kMost || nanos >= kNsPerSecond || nanos <= -kNsPerSecond)
        return std::nullopt;
    return seconds * kNsPerSecond + nanos;
}

} // namespace

bool JaegerProtoRecords::readSpan(std::string_view message, Location where, JaegerProtoContext& context,
                                  SpanDraft& span)
{
    m_fields.setWhere(where);
    m_tags.begin();
    m_references.clear();
    m_warnings.clear();
    m_hasStart = m_hasDuration = false;
    context = {};
    ProtoMessage fields(message);
    while (fields.next())
        spanField(fields, context, span);
    if (fields.end() != ProtoMessage::End::Regular) {
        m_fields.report(ProblemCode::BrokenRecord, "a span that is no valid protobuf message");
        return false;
    }
    finishReferences(span);
    finishWarnings(span);
    m_tags.finish(span);
    if (!m_hasStart)
        set(span.marks, SpanMark::StartUnknown);
    if (!m_hasDuration)
        set(span.marks, SpanMark::DurationUnknown);
    return true;
}

void JaegerProtoRecords::spanField(const ProtoMessage& field, JaegerProtoContext& context, SpanDraft& span)
{
    AttributeWriter& out = span.attributes;
    switch (field.tag()) {
    case bytesTag(1):
        return m_fields.traceId(field.bytes(), span.traceId, out);
    case bytesTag(2):
        return m_fields.spanId(field.bytes(), span.spanId, kOriginalSpanId, out);
    case bytesTag(3):
        span.name = m_fields.validText(field.bytes());
        return;
    case bytesTag(4):
        return reference(field.bytes());
    case varintTag(5):
        span.flags = static_cast<std::uint32_t>(field.number());
        return;
    case bytesTag(6):
        m_hasStart = time(field.bytes(), "startTime", false, span.startNs, out) && span.startNs != 0;
        return;
    case bytesTag(7):
        m_hasDuration = time(field.bytes(), "duration", true, span.durationNs, out);
        return;
    case bytesTag(8):
        return tag(field.bytes(), span);
    case bytesTag(9):
        return log(field.bytes(), span.addEvent());
    case bytesTag(10):
        context.process = field.bytes();
        return;
    case bytesTag(11):
        context.processId = field.bytes();
        return;
    case bytesTag(12):
        m_warnings.push_back(field.bytes());
        return;
    default:
        m_fields.unknownField(field, "a span");
    }
}

/// True if the time is known.
bool JaegerProtoRecords::time(std::string_view message, const char* name, bool mayBeNegative, std::int64_t& ns,
                              AttributeWriter& out)
{
    std::int64_t seconds = 0;
    std::int64_t nanos = 0;
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == varintTag(1))
            seconds = protoInt64(fields.number());
        else if (fields.tag() == varintTag(2))
            nanos = protoInt64(fields.number());
        else
            m_fields.unknownField(fields, "a time");
    }
    checkEnd(fields, "a time");
    const std::optional<std::int64_t> all = nanoseconds(seconds, nanos);
    if (all && (mayBeNegative || *all >= 0)) {
        ns = *all;
        return true;
    }
    m_fields.report(ProblemCode::TimeImpossible, name);
    out.addText("jaeger." + std::string(name), std::to_string(seconds) + " s " + std::to_string(nanos) + " ns");
    return false;
}

// ---- tags and logs

JaegerProtoRecords::KeyValue JaegerProtoRecords::keyValue(std::string_view message)
{
    KeyValue pair;
    ProtoMessage fields(message);
    while (fields.next()) {
        switch (fields.tag()) {
        case bytesTag(1):
            pair.key = m_fields.validText(fields.bytes());
            break;
        case varintTag(2):
            pair.type = fields.number();
            break;
        case bytesTag(3):
            pair.text = m_fields.validText(fields.bytes());
            break;
        case varintTag(4):
            pair.boolean = fields.number();
            break;
        case varintTag(5):
            pair.integer = fields.number();
            break;
        case fixed64Tag(6):
            pair.number = fields.number();
            break;
        case bytesTag(7):
            pair.binary = fields.bytes();
            break;
        default:
            m_fields.unknownField(fields, "a tag");
        }
    }
    checkEnd(fields, "a tag");
    return pair;
}

void JaegerProtoRecords::write(const KeyValue& pair, AttributeWriter& out)
{
    out.key(pair.key);
    switch (pair.type) {
    case kString:
        return out.text(pair.text);
    case kBool:
        return out.boolean(pair.boolean != 0);
    case kInt64:
        return out.integer(protoInt64(pair.integer));
    case kFloat64:
        return out.number(protoDouble(pair.number));
    case kBinary:
        return out.bytes(pair.binary);
    default:
        m_fields.report(ProblemCode::WrongType, "the tag " + std::string(pair.key) + " is of the unknown type " +
                                                    std::to_string(pair.type));
        return pair.text.empty() ? out.null() : out.text(pair.text);
    }
}

void JaegerProtoRecords::tag(std::string_view message, SpanDraft& span)
{
    const KeyValue pair = keyValue(message);
    const bool isText = pair.type == kString;
    bool isTaken = false;
    if (pair.key == "error") {
        const bool isTruth = pair.type == kBool || (isText && (pair.text == "true" || pair.text == "false"));
        isTaken = isTruth && m_tags.takeError(isText ? pair.text == "true" : pair.boolean != 0);
    } else if (isText && JaegerSpanTags::mayBeField(pair.key)) {
        isTaken = m_tags.takeText(pair.key, pair.text, span);
    } else if (pair.type == kInt64 && pair.integer > 0 &&
               pair.integer <= std::numeric_limits<std::uint32_t>::max()) {
        std::uint32_t* const count = jaegerDroppedCount(pair.key, span);
        isTaken = count != nullptr && *count == 0;
        if (isTaken)
            *count = static_cast<std::uint32_t>(pair.integer);
    }
    if (!isTaken)
        write(pair, span.attributes);
}

void JaegerProtoRecords::log(std::string_view message, EventDraft& event)
{
    JaegerEventName name;
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1)) {
            (void)time(fields.bytes(), "timestamp", false, event.timeNs, event.attributes);
        } else if (fields.tag() == bytesTag(2)) {
            const KeyValue pair = keyValue(fields.bytes());
            if (!name.take(pair.key, pair.type == kString ? std::optional(pair.text) : std::nullopt, event))
                write(pair, event.attributes);
        } else {
            m_fields.unknownField(fields, "a log");
        }
    }
    checkEnd(fields, "a log");
    name.finish(event);
}

// ---- references

void JaegerProtoRecords::reference(std::string_view message)
{
    Reference& reference = m_references.emplace_back();
    reference.type = "CHILD_OF";
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1))
            reference.traceBytes = fields.bytes();
        else if (fields.tag() == bytesTag(2))
            reference.spanBytes = fields.bytes();
        else if (fields.tag() == varintTag(3))
            reference.type = fields.number() == 0 ? "CHILD_OF" : fields.number() == 1 ? "FOLLOWS_FROM" : "unknown";
        else
            m_fields.unknownField(fields, "a reference");
    }
    checkEnd(fields, "a reference");
    reference.traceId = traceIdFromBytes(reference.traceBytes).id;
}

void JaegerProtoRecords::finishReferences(SpanDraft& span)
{
    const auto isLocal = [&](const Reference& reference) {
        const bool isSameTrace = reference.traceId.isZero() || reference.traceId == span.traceId;
        return isSameTrace && !spanIdFromBytes(reference.spanBytes).id.isZero();
    };
    const auto parent = jaegerParent(m_references, isLocal);
    for (auto it = m_references.cbegin(); it != m_references.cend(); ++it) {
        if (it == parent)
            continue;
        LinkDraft& link = span.addLink();
        m_fields.traceId(it->traceBytes, link.traceId, link.attributes);
        m_fields.spanId(it->spanBytes, link.spanId, kOriginalSpanId, link.attributes);
        if (link.traceId.isZero())
            link.traceId = span.traceId;
        link.attributes.addText(kJaegerReferenceType, jaegerReferenceType(it->type));
    }
    if (parent == m_references.cend())
        return;
    m_fields.spanId(parent->spanBytes, span.parentId, kOriginalParentId, span.attributes);
    if (parent->type != "CHILD_OF")
        span.attributes.addText(kJaegerReferenceType, jaegerReferenceType(parent->type));
}

void JaegerProtoRecords::finishWarnings(SpanDraft& span)
{
    if (m_warnings.empty())
        return;
    span.attributes.key("jaeger.warnings");
    span.attributes.beginArray();
    for (const std::string_view warning : m_warnings)
        span.attributes.text(m_fields.validText(warning));
    span.attributes.end();
}

// ---- processes

bool JaegerProtoRecords::readProcess(std::string_view message, Location where, ResourceDraft& resource)
{
    constexpr std::string_view kServiceName = "service.name";
    m_fields.setWhere(where);
    ProtoMessage names(message); // the service goes first, wherever it stands
    while (names.next())
        if (names.tag() == bytesTag(1))
            resource.service = m_fields.validText(names.bytes());
    if (names.end() != ProtoMessage::End::Regular) {
        m_fields.report(ProblemCode::BrokenRecord, "a process that is no valid protobuf message");
        return false;
    }
    if (!resource.service.empty())
        resource.attributes.addText(kServiceName, resource.service);
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == bytesTag(2)) {
            const KeyValue pair = keyValue(fields.bytes());
            if (pair.key != kServiceName || pair.type != kString || pair.text != resource.service)
                write(pair, resource.attributes);
        } else if (fields.tag() != bytesTag(1)) {
            m_fields.unknownField(fields, "a process");
        }
    }
    return true;
}

void JaegerProtoRecords::checkEnd(const ProtoMessage& message, const char* what)
{
    if (message.end() != ProtoMessage::End::Regular)
        m_fields.report(ProblemCode::WrongType, std::string(what) + " that is no valid message; its rest is lost");
}

} // namespace tailrace
