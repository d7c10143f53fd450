// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otel_console/otel_console_span.h"

#include "importers/draft_fields.h"
#include "importers/id_text.h"
#include "importers/otel_console/console_names.h"
#include "importers/time_text.h"

#include <charconv>
#include <optional>

namespace tailrace {

namespace {

/// W3C flags above which OTLP says that a parent is known to be remote or local (trace.proto, SpanFlags).
constexpr std::uint32_t kRemoteKnown = 0x100;
constexpr std::uint32_t kRemote = 0x200;

/// Go writes the flags as two hex digits, others as a number.
std::optional<std::uint32_t> flagsOf(std::string_view text, bool isHex)
{
    std::uint32_t flags = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), flags, isHex ? 16 : 10);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return flags;
}

} // namespace

void OtelConsoleSpans::add(std::string_view raw, Location where)
{
    m_span.clear();
    m_resource.clear();
    m_scope.clear();
    m_start = m_end = TimeField::Missing;
    m_endNs = 0;
    m_isSpan = false;
    if (!m_record.parse(raw, where) ||
        !m_record.forEachMember([&](std::string_view key, JsonValue value) { member(key, value); }))
        return;
    if (m_isSpan)
        finish(where);
    else
        m_sink.problem(ProblemCode::OtherSignal, where, "a JSON object that is no span");
}

void OtelConsoleSpans::finish(Location where)
{
    if (m_start == TimeField::Known && m_end == TimeField::Known)
        m_span.durationNs = m_endNs - m_span.startNs;
    else
        set(m_span.marks, SpanMark::DurationUnknown);
    if (m_start != TimeField::Known) {
        m_span.startNs = 0;
        set(m_span.marks, SpanMark::StartUnknown);
        if (m_end == TimeField::Known)
            m_span.attributes.addInt(m_fields.keptName("end_time"), m_endNs);
    }
    if (m_resource.service.empty())
        m_resource.service = serviceNameOf(m_resource.attributes, m_sink.keys());
    const bool hasResource = m_resource.attributes.count() > 0 || !m_resource.schemaUrl.empty();
    m_span.resource = hasResource ? m_sink.addResource(m_resource) : 0;
    m_span.scope = m_sink.addScope(m_scope);
    m_sink.addSpan(m_span, where);
}

void OtelConsoleSpans::member(std::string_view key, JsonValue value)
{
    if (key == "name" || key == "Name")
        return m_fields.text(key, value, m_span.name, m_span.attributes);
    if (key == "kind" || key == "SpanKind")
        return kind(key, value);
    if (key == "attributes" || key == "Attributes")
        return attributes(key, value, m_span.attributes);
    if (idMember(key, value) || timeMember(key, value) || listMember(key, value) || ownerMember(key, value) ||
        countMember(key, value))
        return;
    m_fields.keep(key, value, m_span.attributes);
}

bool OtelConsoleSpans::idMember(std::string_view key, JsonValue value)
{
    const bool isObject = kindOf(value) == JsonKind::Object;
    if (key == "context" || key == "SpanContext") {
        m_isSpan = true;
        if (!isObject) {
            m_fields.wrongType(key, value, m_span.attributes);
            return true;
        }
        Ids ids;
        context(value, ids, m_span.attributes);
        setTraceId(m_span, ids.traceId, m_sink, m_record.where());
        setSpanId(m_span, ids.spanId, m_sink, m_record.where());
        m_span.traceState = std::move(ids.traceState);
        m_span.flags |= ids.flags;
    } else if (key == "Parent" && isObject) {
        parent(value);
    } else if (key == "parent_id" || key == "parent_span_id" || key == "ParentSpanID") {
        setParentId(m_span, m_fields.id(key, value, m_span.attributes), m_sink, m_record.where());
    } else {
        return false;
    }
    return true;
}

void OtelConsoleSpans::context(JsonValue value, Ids& ids, AttributeWriter& keep)
{
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "trace_id" || key == "TraceID") {
            ids.traceId = m_fields.id(key, member, keep);
        } else if (key == "span_id" || key == "SpanID") {
            ids.spanId = m_fields.id(key, member, keep);
        } else if (key == "trace_state" || key == "TraceState") {
            std::string text;
            if (kindOf(member) == JsonKind::String)
                m_fields.text(key, member, text, keep);
            else
                m_fields.keep(key, member, keep);
            ids.traceState = consoleTraceState(text);
        } else if (key == "trace_flags" || key == "TraceFlags") {
            if (kindOf(member) == JsonKind::Null)
                return;
            const bool isHex = kindOf(member) == JsonKind::String;
            const std::optional<std::string_view> text = m_record.anyText(member);
            if (const auto flags = text ? flagsOf(*text, isHex) : std::nullopt)
                ids.flags = *flags;
            else
                m_fields.wrongType(key, member, keep);
        } else if (key == "Remote" || key == "is_remote") {
            ids.isRemote = kindOf(member) == JsonKind::True;
        } else {
            m_fields.keep(key, member, keep);
        }
    }));
}

/// A parent without an id is none. Its trace state and flags are the trace's, which the span has itself.
void OtelConsoleSpans::parent(JsonValue value)
{
    Ids ids;
    context(value, ids, m_span.attributes);
    setParentId(m_span, ids.spanId, m_sink, m_record.where());
    if (!m_span.parentId.isZero())
        m_span.flags |= kRemoteKnown | (ids.isRemote ? kRemote : 0);
}

bool OtelConsoleSpans::timeMember(std::string_view key, JsonValue value)
{
    if (key == "start_time" || key == "StartTime" || key == "start")
        m_start = time(key, value, m_span.startNs, m_span.attributes);
    else if (key == "end_time" || key == "EndTime" || key == "end")
        m_end = time(key, value, m_endNs, m_span.attributes);
    else
        return false;
    return true;
}

/// A date, or ns since the epoch. The year 1 is Go's word for no time at all.
TimeField OtelConsoleSpans::time(std::string_view key, JsonValue value, std::int64_t& ns, AttributeWriter& out)
{
    const std::optional<std::string_view> text = m_record.text(value);
    if (!text)
        return m_fields.time(key, value, TimeUnit::Nanoseconds, ns, out);
    if (text->empty() || text->starts_with("0001-01-01T00:00:00"))
        return TimeField::Missing;
    const std::optional<DecimalTime> date = isoTime(*text);
    if (!date || date->ns < 0)
        return m_fields.time(key, value, TimeUnit::Nanoseconds, ns, out);
    ns = date->ns;
    return TimeField::Known;
}

bool OtelConsoleSpans::listMember(std::string_view key, JsonValue value)
{
    const bool isEvents = key == "events" || key == "Events" || key == "MessageEvents";
    if (!isEvents && key != "links" && key != "Links")
        return false;
    if (kindOf(value) != JsonKind::Array) {
        m_fields.wrongType(key, value, m_span.attributes);
        return true;
    }
    static_cast<void>(m_record.forEachElement(value, [&](JsonValue item) {
        if (kindOf(item) != JsonKind::Object)
            m_fields.wrongType(isEvents ? "event" : "link", item, m_span.attributes);
        else if (isEvents)
            event(item);
        else
            link(item);
    }));
    return true;
}

void OtelConsoleSpans::event(JsonValue value)
{
    EventDraft& event = m_span.addEvent();
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "name" || key == "Name")
            m_fields.text(key, member, event.name, event.attributes);
        else if (key == "timestamp" || key == "Time")
            static_cast<void>(time(key, member, event.timeNs, event.attributes));
        else if (key == "attributes" || key == "Attributes")
            attributes(key, member, event.attributes);
        else if (key == "DroppedAttributeCount")
            m_fields.number(key, member, event.droppedAttributes, event.attributes);
        else
            m_fields.keep(key, member, event.attributes);
    }));
}

void OtelConsoleSpans::link(JsonValue value)
{
    LinkDraft& link = m_span.addLink();
    Ids ids;
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if ((key == "context" || key == "SpanContext") && kindOf(member) == JsonKind::Object)
            context(member, ids, link.attributes);
        else if (key == "TraceID")
            ids.traceId = m_fields.id(key, member, link.attributes);
        else if (key == "SpanID")
            ids.spanId = m_fields.id(key, member, link.attributes);
        else if (key == "attributes" || key == "Attributes")
            attributes(key, member, link.attributes);
        else if (key == "DroppedAttributeCount")
            m_fields.number(key, member, link.droppedAttributes, link.attributes);
        else
            m_fields.keep(key, member, link.attributes);
    }));
    setTraceId(link, ids.traceId, m_sink, m_record.where());
    setSpanId(link, ids.spanId, m_sink, m_record.where());
    link.traceState = std::move(ids.traceState);
    link.flags = ids.flags;
}

void OtelConsoleSpans::kind(std::string_view key, JsonValue value)
{
    const std::optional<std::string_view> text = m_record.anyText(value);
    if (const auto kind = text ? consoleKind(*text) : std::nullopt)
        m_span.kind = *kind;
    else
        m_fields.wrongType(key, value, m_span.attributes);
}

void OtelConsoleSpans::status(JsonValue value)
{
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "description" || key == "Description")
            m_fields.text(key, member, m_span.statusMessage, m_span.attributes);
        else if (key == "status_code" || key == "code" || key == "Code" || key == "canonical_code")
            statusCode(key, member);
        else
            m_fields.keep("status." + std::string(key), member, m_span.attributes);
    }));
}

/// Before 2021 Python wrote the words of gRPC: OK, or what had failed.
void OtelConsoleSpans::statusCode(std::string_view key, JsonValue value)
{
    const std::optional<std::string_view> text = m_record.text(value);
    if (const auto status = text ? consoleStatus(*text) : std::nullopt) {
        m_span.status = *status;
    } else if (text && key == "canonical_code") {
        m_span.status = StatusCode::Error;
        m_span.attributes.addText(m_fields.keptName("status.canonical_code"), *text);
    } else {
        m_fields.wrongType("status.code", value, m_span.attributes);
    }
}

/// Go's before 2021: the numbers of gRPC.
void OtelConsoleSpans::oldStatusCode(JsonValue value)
{
    const std::optional<std::int64_t> code = jsonInt(value);
    if (!code)
        return m_fields.wrongType("StatusCode", value, m_span.attributes);
    if (*code == 0)
        return;
    m_span.status = StatusCode::Error;
    m_span.attributes.addInt(m_fields.keptName("StatusCode"), *code);
}

bool OtelConsoleSpans::ownerMember(std::string_view key, JsonValue value)
{
    if ((key == "status" || key == "Status") && kindOf(value) == JsonKind::Object)
        status(value);
    else if (key == "StatusCode")
        oldStatusCode(value);
    else if (key == "StatusMessage")
        m_fields.text(key, value, m_span.statusMessage, m_span.attributes);
    else if (key == "resource" || key == "Resource")
        resource(key, value);
    else if (key == "InstrumentationScope" || key == "InstrumentationLibrary" || key == "instrumentation_scope")
        scope(key, value);
    else if (key == "schema_url")
        m_fields.text(key, value, m_scope.schemaUrl, m_span.attributes);
    else
        return false;
    return true;
}

bool OtelConsoleSpans::countMember(std::string_view key, JsonValue value)
{
    if (key == "DroppedAttributes" || key == "DroppedAttributeCount") {
        m_fields.number(key, value, m_span.droppedAttributes, m_span.attributes);
    } else if (key == "DroppedEvents" || key == "DroppedMessageEventCount") {
        m_fields.number(key, value, m_span.droppedEvents, m_span.attributes);
    } else if (key == "DroppedLinks" || key == "DroppedLinkCount") {
        m_fields.number(key, value, m_span.droppedLinks, m_span.attributes);
    } else if (key == "ChildSpanCount") {
        std::uint32_t children = 0;
        m_fields.number(key, value, children, m_span.attributes);
        if (children > 0)
            m_span.attributes.addInt(m_fields.keptName(key), children);
    } else {
        return false;
    }
    return true;
}

/// An object of Python or PHP, or a list of Go. An empty object of PHP prints as a list.
void OtelConsoleSpans::attributes(std::string_view key, JsonValue value, AttributeWriter& out)
{
    const JsonKind kind = kindOf(value);
    if (kind == JsonKind::Object)
        static_cast<void>(m_record.copyMembers(value, out));
    else if (kind == JsonKind::Array)
        static_cast<void>(m_record.forEachElement(value, [&](JsonValue item) { goAttribute(item, out); }));
    else
        m_fields.wrongType(key, value, out);
}

void OtelConsoleSpans::goAttribute(JsonValue item, AttributeWriter& out)
{
    if (kindOf(item) != JsonKind::Object)
        return m_fields.wrongType("attribute", item, out);
    std::string key;
    static_cast<void>(m_record.forEachMember(item, [&](std::string_view name, JsonValue member) {
        if (name == "Key")
            key = m_record.anyText(member).value_or(std::string_view());
        else if (name == "Value" && kindOf(member) == JsonKind::Object)
            goValue(key, member, out);
        else
            m_fields.wrongType(name, member, out);
    }));
}

void OtelConsoleSpans::goValue(std::string_view key, JsonValue value, AttributeWriter& out)
{
    bool isDouble = false;
    bool isWritten = false;
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view name, JsonValue member) {
        if (name == "Type") {
            isDouble = m_record.text(member).value_or(std::string_view()) == "FLOAT64";
            return;
        }
        if (name != "Value" || isWritten)
            return m_fields.keep(std::string(key) + '.' + std::string(name), member, out);
        isWritten = true;
        out.key(key);
        const std::optional<double> number = isDouble ? jsonDouble(member) : std::nullopt;
        if (number)
            out.number(*number); // Go prints 3.0 as 3
        else
            static_cast<void>(m_record.copyValue(member, out));
    }));
}

/// Python: {"attributes":{…},"schema_url":""}, before 2022 the attributes themselves, in 2020 the text of a dictionary.
/// PHP: the attributes themselves. Go: a list of them.
void OtelConsoleSpans::resource(std::string_view key, JsonValue value)
{
    const JsonKind kind = kindOf(value);
    if (kind == JsonKind::String) {
        const std::string_view text = m_record.text(value).value_or(std::string_view());
        m_resource.attributes.addText(m_fields.keptName("resource"), text);
        m_resource.service = consoleServiceName(text);
        return;
    }
    if (kind != JsonKind::Object)
        return attributes(key, value, m_resource.attributes);
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view name, JsonValue member) {
        if (name == "attributes" && kindOf(member) == JsonKind::Object)
            return attributes(name, member, m_resource.attributes);
        if (name == "schema_url")
            return m_fields.text(name, member, m_resource.schemaUrl, m_resource.attributes);
        m_resource.attributes.key(name);
        static_cast<void>(m_record.copyValue(member, m_resource.attributes));
    }));
}

void OtelConsoleSpans::scope(std::string_view key, JsonValue value)
{
    if (kindOf(value) != JsonKind::Object)
        return m_fields.wrongType(key, value, m_span.attributes);
    const bool isRepeated = !m_scope.name.empty(); // Go writes the scope under its old name as well
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view name, JsonValue member) {
        if (isRepeated)
            return;
        if (name == "Name" || name == "name")
            m_fields.text(name, member, m_scope.name, m_scope.attributes);
        else if (name == "Version" || name == "version")
            m_fields.text(name, member, m_scope.version, m_scope.attributes);
        else if (name == "SchemaURL" || name == "schema_url")
            m_fields.text(name, member, m_scope.schemaUrl, m_scope.attributes);
        else if (name == "Attributes" || name == "attributes")
            attributes(name, member, m_scope.attributes);
        else
            m_fields.keep(name, member, m_scope.attributes);
    }));
}

} // namespace tailrace
