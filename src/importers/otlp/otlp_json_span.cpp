// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_json_span.h"

#include "importers/draft_fields.h"
#include "importers/id_text.h"
#include "importers/otlp/otlp_times.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace tailrace {

namespace {

enum class Field {
    Unknown,
    TraceId,
    SpanId,
    ParentId,
    TraceState,
    Flags,
    Name,
    Kind,
    Start,
    End,
    Attributes,
    DroppedAttributes,
    Events,
    DroppedEvents,
    Links,
    DroppedLinks,
    Status,
};

/// What a member is, in either spelling. The length decides first, since this is asked for every member.
Field fieldOf(std::string_view key)
{
    const auto is = [key](std::string_view name, Field field) { return key == name ? field : Field::Unknown; };
    switch (key.size()) {
    case 4:
        return key == "name" ? Field::Name : is("kind", Field::Kind);
    case 5:
        return key == "flags" ? Field::Flags : is("links", Field::Links);
    case 6:
        if (key == "spanId")
            return Field::SpanId;
        return key == "events" ? Field::Events : is("status", Field::Status);
    case 7:
        return key == "traceId" ? Field::TraceId : is("span_id", Field::SpanId);
    case 8:
        return is("trace_id", Field::TraceId);
    case 10:
        return key == "attributes" ? Field::Attributes : is("traceState", Field::TraceState);
    case 11:
        return is("trace_state", Field::TraceState);
    case 12:
        return is("parentSpanId", Field::ParentId);
    case 14:
        return is("parent_span_id", Field::ParentId);
    case 15:
        return is("endTimeUnixNano", Field::End);
    case 17:
        return key == "startTimeUnixNano" ? Field::Start : is("droppedLinksCount", Field::DroppedLinks);
    case 18:
        return key == "droppedEventsCount" ? Field::DroppedEvents : is("end_time_unix_nano", Field::End);
    case 19:
        return is("dropped_links_count", Field::DroppedLinks);
    case 20:
        return key == "start_time_unix_nano" ? Field::Start : is("dropped_events_count", Field::DroppedEvents);
    case 22:
        return is("droppedAttributesCount", Field::DroppedAttributes);
    case 24:
        return is("dropped_attributes_count", Field::DroppedAttributes);
    default:
        return Field::Unknown;
    }
}

bool isDroppedAttributes(std::string_view key)
{
    return fieldOf(key) == Field::DroppedAttributes;
}

/// The number of an enum value that is given as number, number as text, or name; -1 if it is none of them. Names
/// are taken with and without their prefix and in any case: "SPAN_KIND_SERVER", "SERVER", "Server".
template <std::size_t N>
int enumNumber(std::string_view text, std::string_view prefix, const std::array<std::string_view, N>& names)
{
    if (text.size() == 1 && text.front() >= '0' && text.front() < static_cast<char>('0' + N))
        return text.front() - '0';
    const auto sameLetter = [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; };
    const auto same = [&](std::string_view a, std::string_view b) {
        return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), sameLetter);
    };
    if (const std::optional<std::int64_t> number = parseInt(text))
        return *number >= 0 && *number < static_cast<std::int64_t>(N) ? static_cast<int>(*number) : -1;
    if (same(text.substr(0, prefix.size()), prefix))
        text.remove_prefix(prefix.size());
    for (std::size_t i = 0; i < N; ++i)
        if (same(text, names[i]))
            return static_cast<int>(i);
    return -1;
}

} // namespace

bool OtlpJsonRecords::readSpan(std::string_view raw, Location where, SpanDraft& span)
{
    if (m_plain.span(raw, span))
        return true;
    span.clear();
    if (!m_record.parse(raw, where))
        return false;
    m_start = m_end = TimeField::Missing;
    m_endNs = 0;
    if (!m_record.forEachMember([&](std::string_view key, JsonValue value) { spanField(key, value, span); }))
        return false;
    settleOtlpTimes(span, m_start == TimeField::Known ? span.startNs : 0, m_end == TimeField::Known ? m_endNs : 0,
                    m_record.sink().keys());
    return true;
}

void OtlpJsonRecords::spanField(std::string_view key, JsonValue value, SpanDraft& span)
{
    SpanSink& sink = m_record.sink();
    const Location where = m_record.where();
    switch (fieldOf(key)) {
    case Field::TraceId:
        return setTraceId(span, m_fields.id(key, value, span.attributes), sink, where);
    case Field::SpanId:
        return setSpanId(span, m_fields.id(key, value, span.attributes), sink, where);
    case Field::ParentId:
        return setParentId(span, m_fields.id(key, value, span.attributes), sink, where);
    case Field::TraceState:
        return m_fields.text(key, value, span.traceState, span.attributes);
    case Field::Flags:
        return m_fields.number(key, value, span.flags, span.attributes);
    case Field::Name:
        return m_fields.text(key, value, span.name, span.attributes);
    case Field::Kind:
        return kind(key, value, span);
    case Field::Start:
        m_start = m_fields.time(key, value, TimeUnit::Nanoseconds, span.startNs, span.attributes);
        return;
    case Field::End:
        m_end = m_fields.time(key, value, TimeUnit::Nanoseconds, m_endNs, span.attributes);
        return;
    case Field::Attributes:
        return attributes(key, value, span.attributes);
    case Field::DroppedAttributes:
        return m_fields.number(key, value, span.droppedAttributes, span.attributes);
    case Field::Events:
        return events(key, value, span);
    case Field::DroppedEvents:
        return m_fields.number(key, value, span.droppedEvents, span.attributes);
    case Field::Links:
        return links(key, value, span);
    case Field::DroppedLinks:
        return m_fields.number(key, value, span.droppedLinks, span.attributes);
    case Field::Status:
        return status(key, value, span);
    case Field::Unknown:
        return m_fields.keep(key, value, span.attributes);
    }
}

void OtlpJsonRecords::kind(std::string_view key, JsonValue value, SpanDraft& span)
{
    static constexpr std::array<std::string_view, 6> kNames = {"UNSPECIFIED", "INTERNAL", "SERVER",
                                                               "CLIENT",      "PRODUCER", "CONSUMER"};
    const std::optional<std::string_view> text = m_record.anyText(value);
    const int number = text ? enumNumber(*text, "SPAN_KIND_", kNames) : -1;
    if (number >= 0)
        span.kind = static_cast<SpanKind>(number);
    else
        m_fields.wrongType(key, value, span.attributes);
}

void OtlpJsonRecords::status(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Object)
        return m_fields.wrongType(key, value, span.attributes);
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view member, JsonValue inner) {
        if (member == "code")
            return statusCode(inner, span);
        if (member == "message")
            return m_fields.text("status.message", inner, span.statusMessage, span.attributes);
        m_name.assign("status.").append(member);
        m_fields.keep(m_name, inner, span.attributes);
    }));
}

void OtlpJsonRecords::statusCode(JsonValue value, SpanDraft& span)
{
    static constexpr std::array<std::string_view, 3> kNames = {"UNSET", "OK", "ERROR"};
    const std::optional<std::string_view> text = m_record.anyText(value);
    const int number = text ? enumNumber(*text, "STATUS_CODE_", kNames) : -1;
    if (number >= 0)
        span.status = static_cast<StatusCode>(number);
    else
        m_fields.wrongType("status.code", value, span.attributes);
}

void OtlpJsonRecords::attributes(std::string_view key, JsonValue value, AttributeWriter& out)
{
    if (kindOf(value) == JsonKind::Array)
        m_values.attributes(value, out);
    else
        m_fields.wrongType(key, value, out);
}

void OtlpJsonRecords::events(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Array)
        return m_fields.wrongType(key, value, span.attributes);
    static_cast<void>(m_record.forEachElement(value, [&](JsonValue item) {
        if (kindOf(item) == JsonKind::Object)
            event(item, span.addEvent());
        else
            m_fields.wrongType("event", item, span.attributes);
    }));
}

void OtlpJsonRecords::event(JsonValue value, EventDraft& event)
{
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "timeUnixNano" || key == "time_unix_nano")
            static_cast<void>(m_fields.time(key, member, TimeUnit::Nanoseconds, event.timeNs, event.attributes));
        else if (key == "name")
            m_fields.text(key, member, event.name, event.attributes);
        else if (key == "attributes")
            attributes(key, member, event.attributes);
        else if (isDroppedAttributes(key))
            m_fields.number(key, member, event.droppedAttributes, event.attributes);
        else
            m_fields.keep(key, member, event.attributes);
    }));
}

void OtlpJsonRecords::links(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Array)
        return m_fields.wrongType(key, value, span.attributes);
    static_cast<void>(m_record.forEachElement(value, [&](JsonValue item) {
        if (kindOf(item) == JsonKind::Object)
            link(item, span.addLink());
        else
            m_fields.wrongType("link", item, span.attributes);
    }));
}

void OtlpJsonRecords::link(JsonValue value, LinkDraft& link)
{
    SpanSink& sink = m_record.sink();
    const Location where = m_record.where();
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        switch (fieldOf(key)) {
        case Field::TraceId:
            return setTraceId(link, m_fields.id(key, member, link.attributes), sink, where);
        case Field::SpanId:
            return setSpanId(link, m_fields.id(key, member, link.attributes), sink, where);
        case Field::TraceState:
            return m_fields.text(key, member, link.traceState, link.attributes);
        case Field::Flags:
            return m_fields.number(key, member, link.flags, link.attributes);
        case Field::Attributes:
            return attributes(key, member, link.attributes);
        case Field::DroppedAttributes:
            return m_fields.number(key, member, link.droppedAttributes, link.attributes);
        default:
            return m_fields.keep(key, member, link.attributes);
        }
    }));
}

bool OtlpJsonRecords::readResource(std::string_view raw, Location where, ResourceDraft& resource)
{
    if (!m_record.parse(raw, where))
        return false;
    const bool whole = m_record.forEachMember([&](std::string_view key, JsonValue value) {
        if (key == "attributes")
            attributes(key, value, resource.attributes);
        else if (isDroppedAttributes(key))
            m_fields.number(key, value, resource.droppedAttributes, resource.attributes);
        else
            m_fields.keep(key, value, resource.attributes);
    });
    resource.service = serviceNameOf(resource.attributes, m_record.sink().keys());
    return whole;
}

bool OtlpJsonRecords::readScope(std::string_view raw, Location where, ScopeDraft& scope)
{
    if (!m_record.parse(raw, where))
        return false;
    return m_record.forEachMember([&](std::string_view key, JsonValue value) {
        if (key == "name")
            m_fields.text(key, value, scope.name, scope.attributes);
        else if (key == "version")
            m_fields.text(key, value, scope.version, scope.attributes);
        else if (key == "attributes")
            attributes(key, value, scope.attributes);
        else if (isDroppedAttributes(key))
            m_fields.number(key, value, scope.droppedAttributes, scope.attributes);
        else
            m_fields.keep(key, value, scope.attributes);
    });
}

} // namespace tailrace
