// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_proto_span.h"

#include "importers/draft_fields.h"
#include "importers/id_bytes.h"
#include "importers/otlp/otlp_proto_text.h"
#include "importers/otlp/otlp_times.h"

#include <limits>
#include <vector>

namespace tailrace {

bool OtlpProtoRecords::whole(const ProtoMessage& message, const char* what)
{
    if (message.end() == ProtoMessage::End::Regular)
        return true;
    m_values.report(ProblemCode::BrokenRecord, std::string(what) + " that is no valid protobuf message");
    return false;
}

bool OtlpProtoRecords::readSpan(std::string_view message, Location where, SpanDraft& span)
{
    m_values.setWhere(where);
    m_startNs = m_endNs = 0;
    ProtoMessage fields(message);
    while (fields.next())
        spanField(fields, span);
    if (!whole(fields, "a span"))
        return false;
    finishTimes(span);
    return true;
}

void OtlpProtoRecords::spanField(const ProtoMessage& field, SpanDraft& span)
{
    switch (field.tag()) {
    case bytesTag(1):
        return m_values.traceId(field.bytes(), span.traceId, span.attributes);
    case bytesTag(2):
        return m_values.spanId(field.bytes(), span.spanId, kOriginalSpanId, span.attributes);
    case bytesTag(3):
        span.traceState = m_values.validText(field.bytes());
        return;
    case bytesTag(4):
        return m_values.spanId(field.bytes(), span.parentId, kOriginalParentId, span.attributes);
    case bytesTag(5):
        span.name = m_values.validText(field.bytes());
        return;
    case varintTag(6):
        return kind(field.number(), span);
    case fixed64Tag(7):
        m_startNs = field.number();
        return;
    case fixed64Tag(8):
        m_endNs = field.number();
        return;
    case bytesTag(9):
        return m_values.attribute(field.bytes(), span.attributes);
    case varintTag(10):
        span.droppedAttributes = otlpCount(field.number());
        return;
    case bytesTag(11):
        return event(field.bytes(), span.addEvent());
    case varintTag(12):
        span.droppedEvents = otlpCount(field.number());
        return;
    case bytesTag(13):
        return link(field.bytes(), span.addLink());
    case varintTag(14):
        span.droppedLinks = otlpCount(field.number());
        return;
    case bytesTag(15):
        return status(field.bytes(), span);
    case fixed32Tag(16):
        span.flags = static_cast<std::uint32_t>(field.number());
        return;
    default:
        m_values.unknownField(field, "a span");
    }
}

void OtlpProtoRecords::kind(std::uint64_t number, SpanDraft& span)
{
    if (number <= static_cast<std::uint64_t>(SpanKind::Consumer)) {
        span.kind = static_cast<SpanKind>(number);
        return;
    }
    span.attributes.addInt("otlp.kind", protoInt64(number));
    m_values.report(ProblemCode::WrongType, "the span kind " + std::to_string(protoInt64(number)));
}

/// Before 2021 the code was field 1, with the numbers of gRPC: 0 is good, others are errors (trace.proto, 0.5 to
/// 0.11).
void OtlpProtoRecords::status(std::string_view message, SpanDraft& span)
{
    std::uint64_t code = 0;
    std::uint64_t oldCode = 0;
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == varintTag(1))
            oldCode = fields.number();
        else if (fields.tag() == bytesTag(2))
            span.statusMessage = m_values.validText(fields.bytes());
        else if (fields.tag() == varintTag(3))
            code = fields.number();
        else
            m_values.unknownField(fields, "a status");
    }
    if (fields.end() != ProtoMessage::End::Regular)
        m_values.report(ProblemCode::WrongType, "a status that is no valid message");
    if (code > static_cast<std::uint64_t>(StatusCode::Error)) {
        span.attributes.addInt("otlp.status.code", protoInt64(code));
        m_values.report(ProblemCode::WrongType, "the status code " + std::to_string(protoInt64(code)));
    } else if (code == 0 && oldCode != 0) {
        span.status = StatusCode::Error;
        span.attributes.addInt("otlp.status.deprecatedCode", protoInt64(oldCode));
    } else {
        span.status = static_cast<StatusCode>(code);
    }
}

/// Times beyond 64-bit signed nanoseconds are kept as text.
void OtlpProtoRecords::time(std::uint64_t ns, std::string_view name, std::int64_t& out,
                            AttributeWriter& attributes)
{
    if (ns <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        out = static_cast<std::int64_t>(ns);
        return;
    }
    attributes.addText("otlp." + std::string(name), std::to_string(ns));
    m_values.report(ProblemCode::TimeImpossible, std::string(name) + " " + std::to_string(ns));
}

void OtlpProtoRecords::finishTimes(SpanDraft& span)
{
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    time(m_startNs, "startTimeUnixNano", startNs, span.attributes);
    time(m_endNs, "endTimeUnixNano", endNs, span.attributes);
    settleOtlpTimes(span, startNs, endNs, m_values.sink().keys());
}

void OtlpProtoRecords::event(std::string_view message, EventDraft& event)
{
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == fixed64Tag(1))
            time(fields.number(), "timeUnixNano", event.timeNs, event.attributes);
        else if (fields.tag() == bytesTag(2))
            event.name = m_values.validText(fields.bytes());
        else if (fields.tag() == bytesTag(3))
            m_values.attribute(fields.bytes(), event.attributes);
        else if (fields.tag() == varintTag(4))
            event.droppedAttributes = otlpCount(fields.number());
        else
            m_values.unknownField(fields, "an event");
    }
    if (fields.end() != ProtoMessage::End::Regular)
        m_values.report(ProblemCode::WrongType, "an event that is no valid message; its rest is lost");
}

void OtlpProtoRecords::link(std::string_view message, LinkDraft& link)
{
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1))
            m_values.traceId(fields.bytes(), link.traceId, link.attributes);
        else if (fields.tag() == bytesTag(2))
            m_values.spanId(fields.bytes(), link.spanId, kOriginalSpanId, link.attributes);
        else if (fields.tag() == bytesTag(3))
            link.traceState = m_values.validText(fields.bytes());
        else if (fields.tag() == bytesTag(4))
            m_values.attribute(fields.bytes(), link.attributes);
        else if (fields.tag() == varintTag(5))
            link.droppedAttributes = otlpCount(fields.number());
        else if (fields.tag() == fixed32Tag(6))
            link.flags = static_cast<std::uint32_t>(fields.number());
        else
            m_values.unknownField(fields, "a link");
    }
    if (fields.end() != ProtoMessage::End::Regular)
        m_values.report(ProblemCode::WrongType, "a link that is no valid message; its rest is lost");
}

bool OtlpProtoRecords::readResource(std::string_view message, Location where, ResourceDraft& resource)
{
    m_values.setWhere(where);
    std::vector<std::string_view> entities;
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1))
            m_values.attribute(fields.bytes(), resource.attributes);
        else if (fields.tag() == varintTag(2))
            resource.droppedAttributes = otlpCount(fields.number());
        else if (fields.tag() == bytesTag(3))
            entities.push_back(fields.bytes());
        else
            m_values.unknownField(fields, "a resource");
    }
    if (!entities.empty()) {
        resource.attributes.key("otlp.entityRefs");
        resource.attributes.beginArray();
        for (const std::string_view each : entities)
            entity(each, resource.attributes);
        resource.attributes.end();
    }
    resource.service = serviceNameOf(resource.attributes, m_values.sink().keys());
    return whole(fields, "a resource");
}

/// An EntityRef with the names that it has in OTLP JSON.
void OtlpProtoRecords::entity(std::string_view message, AttributeWriter& out)
{
    out.beginList();
    std::vector<std::string_view> keys[2];
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1))
            out.addText("schemaUrl", m_values.validText(fields.bytes()));
        else if (fields.tag() == bytesTag(2))
            out.addText("type", m_values.validText(fields.bytes()));
        else if (fields.tag() == bytesTag(3) || fields.tag() == bytesTag(4))
            keys[fields.field() - 3].push_back(fields.bytes());
        else
            m_values.unknownField(fields, "an entity reference");
    }
    for (const int i : {0, 1}) {
        if (keys[i].empty())
            continue;
        out.key(i == 0 ? "idKeys" : "descriptionKeys");
        out.beginArray();
        for (const std::string_view key : keys[i])
            out.text(m_values.validText(key));
        out.end();
    }
    out.end();
}

bool OtlpProtoRecords::readScope(std::string_view message, Location where, ScopeDraft& scope)
{
    m_values.setWhere(where);
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1))
            scope.name = m_values.validText(fields.bytes());
        else if (fields.tag() == bytesTag(2))
            scope.version = m_values.validText(fields.bytes());
        else if (fields.tag() == bytesTag(3))
            m_values.attribute(fields.bytes(), scope.attributes);
        else if (fields.tag() == varintTag(4))
            scope.droppedAttributes = otlpCount(fields.number());
        else
            m_values.unknownField(fields, "a scope");
    }
    return whole(fields, "a scope");
}

} // namespace tailrace
