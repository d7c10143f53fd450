// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_json_span.h"

#include "importers/id_text.h"

namespace tailrace {

ZipkinJsonRecords::ZipkinJsonRecords(SpanSink& sink)
    : m_sink(sink)
    , m_record(sink)
    , m_fields(m_record, "zipkin.")
    , m_builder(sink)
{
}

bool ZipkinJsonRecords::readSpan(std::string_view raw, Location where, SpanDraft& span)
{
    if (!m_record.parse(raw, where))
        return false;
    m_local = m_remote = m_annotated = {};
    m_builder.begin(where);
    m_start = m_duration = TimeField::Missing;
    if (!m_record.forEachMember([&](std::string_view key, JsonValue value) { spanField(key, value, span); }))
        return false;
    m_builder.finish(m_local == ZipkinEndpoint() ? m_annotated : m_local, m_remote, span);
    finishZipkinTimes(m_start, m_duration, span);
    return true;
}

void ZipkinJsonRecords::spanField(std::string_view key, JsonValue value, SpanDraft& span)
{
    AttributeWriter& out = span.attributes;
    if (key == "traceId")
        setTraceId(span, m_fields.id(key, value, out), m_sink, m_record.where());
    else if (key == "id")
        setSpanId(span, m_fields.id(key, value, out), m_sink, m_record.where());
    else if (key == "parentId")
        setParentId(span, m_fields.id(key, value, out), m_sink, m_record.where());
    else if (key == "name")
        m_fields.text(key, value, span.name, out);
    else if (key == "kind")
        kind(key, value, span);
    else if (key == "timestamp")
        m_start = m_fields.time(key, value, TimeUnit::Microseconds, span.startNs, out);
    else if (key == "duration")
        m_duration = m_fields.length(key, value, TimeUnit::Microseconds, span.durationNs, out);
    else if (key == "localEndpoint")
        endpoint(key, value, m_local, span);
    else if (key == "remoteEndpoint")
        endpoint(key, value, m_remote, span);
    else if (key == "annotations")
        annotations(key, value, span);
    else if (key == "tags")
        tags(key, value, span);
    else if (key == "shared" || key == "debug")
        flag(key, value, span);
    else
        m_fields.keep(key, value, out);
}

void ZipkinJsonRecords::kind(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (const std::optional<std::string_view> text = m_record.text(value)) {
        for (const SpanKind kind : {SpanKind::Client, SpanKind::Server, SpanKind::Producer, SpanKind::Consumer}) {
            if (sameZipkinWord(*text, name(kind))) {
                span.kind = kind;
                return;
            }
        }
        if (text->empty())
            return;
    }
    m_fields.wrongType(key, value, span.attributes);
}

void ZipkinJsonRecords::flag(std::string_view key, JsonValue value, SpanDraft& span)
{
    const std::optional<bool> truth = jsonBool(value);
    if (!truth)
        return m_fields.wrongType(key, value, span.attributes);
    if (*truth && key == "shared")
        set(span.marks, SpanMark::SharedSpan);
    else if (*truth)
        span.attributes.addBool(m_fields.keptName(key), true);
}

void ZipkinJsonRecords::endpoint(std::string_view key, JsonValue value, ZipkinEndpoint& endpoint, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Object)
        return m_fields.wrongType(key, value, span.attributes);
    (void)m_record.forEachMember(value, [&](std::string_view name, JsonValue member) {
        std::string_view* text = endpoint.textOf(name);
        m_name.assign(key).append(".").append(name);
        if (text != nullptr && kindOf(member) == JsonKind::String)
            *text = m_record.text(member).value_or(std::string_view());
        else if (text != nullptr)
            m_fields.wrongType(m_name, member, span.attributes);
        else if (name == "port")
            m_fields.number(m_name, member, endpoint.port, span.attributes);
        else
            m_fields.keep(m_name, member, span.attributes);
    });
}

void ZipkinJsonRecords::annotations(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Array)
        return m_fields.wrongType(key, value, span.attributes);
    (void)m_record.forEachElement(value, [&](JsonValue item) {
        if (kindOf(item) == JsonKind::Object)
            annotation(item, span.addEvent());
        else
            m_fields.wrongType("annotation", item, span.attributes);
    });
}

void ZipkinJsonRecords::annotation(JsonValue value, EventDraft& event)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "timestamp") {
            (void)m_fields.time(key, member, TimeUnit::Microseconds, event.timeNs, event.attributes);
        } else if (key == "value" && kindOf(member) == JsonKind::String) {
            m_builder.annotation(m_record.text(member).value_or(std::string_view()), event);
        } else if (key == "value") {
            m_fields.text(key, member, event.name, event.attributes);
        } else if (key == "endpoint" && kindOf(member) == JsonKind::Object) {
            annotationEndpoint(member, event);
        } else {
            m_fields.keep(key, member, event.attributes);
        }
    });
}

/// A leftover of v1, where each annotation said who made it. The first one stands for a missing localEndpoint.
void ZipkinJsonRecords::annotationEndpoint(JsonValue value, EventDraft& event)
{
    ZipkinEndpoint endpoint;
    event.attributes.key(m_fields.keptName("endpoint"));
    event.attributes.beginList();
    (void)m_record.forEachMember(value, [&](std::string_view name, JsonValue member) {
        if (std::string_view* text = endpoint.textOf(name))
            *text = m_record.text(member).value_or(std::string_view());
        else if (name == "port")
            endpoint.port = static_cast<std::uint16_t>(jsonUint(member).value_or(0));
        event.attributes.key(name);
        (void)m_record.copyValue(member, event.attributes);
    });
    event.attributes.end();
    if (m_annotated == ZipkinEndpoint())
        m_annotated = endpoint;
}

void ZipkinJsonRecords::tags(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Object)
        return m_fields.wrongType(key, value, span.attributes);
    (void)m_record.forEachMember(value, [&](std::string_view name, JsonValue member) {
        const std::optional<std::string_view> text = m_record.text(member);
        if (text && m_builder.takeTag(name, *text, span))
            return;
        span.attributes.key(name);
        if (text) {
            span.attributes.text(*text);
            return;
        }
        m_fields.report(ProblemCode::WrongType, "the tag " + std::string(name) + " is no text");
        (void)m_record.copyValue(member, span.attributes);
    });
}

} // namespace tailrace
