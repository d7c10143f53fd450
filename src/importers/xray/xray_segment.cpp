// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/xray/xray_segment.h"

#include "importers/id_text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tailrace {

namespace {

constexpr int kAnnotationLevels = 1;
constexpr int kMetadataLevels = 2; // namespace and key; what a program stored there stays as it was

bool isTrue(JsonValue value)
{
    return jsonBool(value).value_or(false);
}

/// Whether a namespace is that of a call to something else.
bool isCall(std::string_view name)
{
    return name == "aws" || name == "remote";
}

/// Blocks of "aws" that tell where the program runs, not what it did.
bool isOfResource(std::string_view key)
{
    static constexpr std::array<std::string_view, 7> kBlocks = {
        "ec2", "ecs", "eks", "elastic_beanstalk", "xray", "cloudwatch_logs", "account_id"};
    return std::find(kBlocks.begin(), kBlocks.end(), key) != kBlocks.end();
}

} // namespace

bool XrayRecords::readHead(std::string_view raw, Location where, XrayHead& head)
{
    head = {};
    if (!m_record.parse(raw, where))
        return false;
    const bool isWhole = m_record.forEachMember([&](std::string_view key, JsonValue value) {
        if (key == "trace_id")
            head.traceId = m_record.anyText(value).value_or(std::string_view());
        else if (key == "id")
            head.id = m_record.anyText(value).value_or(std::string_view());
        else if (key == "parent_id")
            head.parentId = m_record.anyText(value).value_or(std::string_view());
        else if (key == "type")
            head.isSubsegment = head.isSubsegment || m_record.text(value) == "subsegment";
        else if (key == "namespace")
            head.isSubsegment = head.isSubsegment || isCall(m_record.text(value).value_or(std::string_view()));
        else if (key == "in_progress")
            head.inProgress = isTrue(value);
        head.isKnown = head.isKnown || key == "trace_id" || key == "id" || key == "start_time";
        head.isHeader = head.isHeader || key == "format";
    });
    return isWhole;
}

bool XrayRecords::readSegment(std::string_view raw, Location where, const XrayPlace& place, SpanDraft& span,
                              ResourceDraft& resource)
{
    if (!m_record.parse(raw, where))
        return false;
    m_traceText = m_parentText = m_namespace = {};
    m_start = m_end = TimeField::Missing;
    m_endNs = 0;
    m_inProgress = m_failed = m_hasCause = false;
    m_isSegment = place.isSegment;
    if (!m_record.forEachMember([&](std::string_view key, JsonValue value) { field(key, value, span, resource); }))
        return false;
    finish(place, span, resource);
    return !m_hasCause || readCause(raw, where, span);
}

void XrayRecords::field(std::string_view key, JsonValue value, SpanDraft& span, ResourceDraft& resource)
{
    AttributeWriter& out = span.attributes;
    if (key == "name")
        m_fields.text(key, value, span.name, out);
    else if (key == "start_time")
        m_start = m_fields.time(key, value, TimeUnit::Seconds, span.startNs, out);
    else if (key == "end_time")
        m_end = m_fields.time(key, value, TimeUnit::Seconds, m_endNs, out);
    else if (key == "cause")
        m_hasCause = kindOf(value) != JsonKind::Null;
    else if (key == "user" && kindOf(value) == JsonKind::String)
        out.addText("user.id", m_record.text(value).value_or(std::string_view()));
    else if (key == "links")
        m_fields.objects(key, value, "link", span.attributes, [&](JsonValue item) { link(item, span.addLink()); });
    else if (!idField(key, value, span) && !flagField(key, value, span) && !blockField(key, value, span, resource))
        m_fields.keep(key, value, out);
}

bool XrayRecords::idField(std::string_view key, JsonValue value, SpanDraft& span)
{
    AttributeWriter& out = span.attributes;
    if (key == "id") {
        setSpanId(span, m_fields.id(key, value, out), m_record.sink(), m_record.where());
    } else if (key == "trace_id") {
        m_traceText = m_fields.id(key, value, out);
    } else if (key == "parent_id") {
        m_parentText = m_fields.id(key, value, out);
    } else if (key == "namespace" && kindOf(value) == JsonKind::String) {
        m_namespace = m_record.text(value).value_or(std::string_view());
        out.addText("aws.xray.namespace", m_namespace);
    } else {
        return false;
    }
    return true;
}

/// What is false is the same as missing.
bool XrayRecords::flagField(std::string_view key, JsonValue value, SpanDraft& span)
{
    const bool isStatus = key == "error" || key == "fault" || key == "throttle";
    if (!isStatus && key != "in_progress")
        return false;
    const std::optional<bool> flag = jsonBool(value);
    if (!flag) {
        m_fields.wrongType(key, value, span.attributes);
        return true;
    }
    if (!*flag)
        return true;
    (isStatus ? m_failed : m_inProgress) = true;
    span.attributes.addBool(m_fields.keptName(key), true);
    return true;
}

bool XrayRecords::blockField(std::string_view key, JsonValue value, SpanDraft& span, ResourceDraft& resource)
{
    const bool isObject = kindOf(value) == JsonKind::Object;
    if (key == "origin" && kindOf(value) == JsonKind::String)
        m_fields.keep(key, value, programOf(span, resource));
    else if (!isObject)
        return false;
    else if (key == "annotations")
        m_flattener.write(key, value, span.attributes, kAnnotationLevels);
    else if (key == "metadata")
        m_flattener.write(key, value, span.attributes, kMetadataLevels);
    else if (key == "http")
        http(value, span.attributes);
    else if (key == "sql")
        sql(value, span.attributes);
    else if (key == "aws")
        aws(value, span, resource);
    else if (key == "service")
        service(value, programOf(span, resource));
    else
        return false;
    return true;
}

/// Where to keep what tells of the program: a subsegment shares its segment's resource.
AttributeWriter& XrayRecords::programOf(SpanDraft& span, ResourceDraft& resource) const
{
    return m_isSegment ? resource.attributes : span.attributes;
}

void XrayRecords::flatten(std::string_view name, JsonValue value, AttributeWriter& out)
{
    if (!saysNothing(value))
        m_flattener.write(name, value, out);
}

void XrayRecords::http(JsonValue value, AttributeWriter& out)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue part) {
        m_name.assign("http.").append(key);
        if (kindOf(part) == JsonKind::Object)
            httpPart(key, part, out);
        else
            flatten(m_name, part, out);
    });
}

void XrayRecords::httpPart(std::string_view part, JsonValue value, AttributeWriter& out)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        m_name.assign("http.").append(part).append(".").append(key);
        if (m_name == "http.request.url")
            m_name = "url.full";
        else if (m_name == "http.request.user_agent")
            m_name = "user_agent.original";
        else if (m_name == "http.request.client_ip")
            m_name = "client.address";
        else if (m_name == "http.response.status")
            m_name = "http.response.status_code";
        else if (m_name == "http.response.content_length")
            m_name = "http.response.body.size";
        flatten(m_name, member, out);
    });
}

void XrayRecords::sql(JsonValue value, AttributeWriter& out)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "sanitized_query")
            m_name = "db.query.text";
        else if (key == "database_type")
            m_name = "db.system.name";
        else if (key == "url")
            m_name = "db.connection_string";
        else if (key == "user")
            m_name = "db.user";
        else
            m_name.assign("sql.").append(key);
        flatten(m_name, member, out);
    });
}

void XrayRecords::aws(JsonValue value, SpanDraft& span, ResourceDraft& resource)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        m_name.assign("aws.").append(key);
        flatten(m_name, member, isOfResource(key) ? programOf(span, resource) : span.attributes);
    });
}

void XrayRecords::service(JsonValue value, AttributeWriter& out)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "version")
            m_name = "service.version";
        else if (key == "runtime")
            m_name = "process.runtime.name";
        else if (key == "runtime_version")
            m_name = "process.runtime.version";
        else
            m_name.assign("aws.xray.service.").append(key);
        flatten(m_name, member, out);
    });
}

void XrayRecords::link(JsonValue value, LinkDraft& link)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        AttributeWriter& out = link.attributes;
        if (key == "trace_id")
            setTraceId(link, m_fields.id(key, member, out), m_record.sink(), m_record.where());
        else if (key == "id")
            setSpanId(link, m_fields.id(key, member, out), m_record.sink(), m_record.where());
        else if (key == "attributes" && kindOf(member) == JsonKind::Object)
            (void)m_record.copyMembers(member, out);
        else
            m_fields.keep(key, member, out);
    });
}

void XrayRecords::finish(const XrayPlace& place, SpanDraft& span, ResourceDraft& resource)
{
    SpanSink& sink = m_record.sink();
    const Location where = m_record.where();
    if (!place.isEmbedded) {
        setTraceId(span, m_traceText.empty() ? place.traceText : m_traceText, sink, where);
        setParentId(span, m_parentText, sink, where);
    } else {
        span.traceId = place.trace;
        span.parentId = place.parentId;
        if (!m_parentText.empty() && spanIdFromText(m_parentText).id != place.parentId)
            span.attributes.addText("aws.xray.parent_id", m_parentText);
        if (!m_traceText.empty() && traceIdFromText(m_traceText).id != span.traceId)
            span.attributes.addText("aws.xray.trace_id", m_traceText);
    }
    if (place.isSegment) {
        span.kind = SpanKind::Server;
        resource.service = span.name;
        resource.attributes.addText("service.name", span.name);
    } else {
        span.kind = isCall(m_namespace) ? SpanKind::Client : SpanKind::Internal;
    }
    if (m_failed)
        span.status = StatusCode::Error;
    if (m_start == TimeField::Known && m_end == TimeField::Known && !m_inProgress) {
        span.durationNs = m_endNs - span.startNs;
        return;
    }
    set(span.marks, SpanMark::DurationUnknown);
    if (m_end == TimeField::Known)
        span.attributes.addInt("aws.xray.end_time_ns", m_endNs);
    if (m_start != TimeField::Known)
        set(span.marks, SpanMark::StartUnknown);
}

/// Exceptions have no time of their own, so they are read when the segment's are known.
bool XrayRecords::readCause(std::string_view raw, Location where, SpanDraft& span)
{
    if (!m_record.parse(raw, where))
        return false;
    return m_record.forEachMember([&](std::string_view key, JsonValue value) {
        if (key == "cause")
            cause(value, span);
    });
}

void XrayRecords::cause(JsonValue value, SpanDraft& span)
{
    if (kindOf(value) == JsonKind::String) { // of an exception in a subsegment
        span.attributes.addText("aws.xray.cause.id", m_record.text(value).value_or(std::string_view()));
        return;
    }
    if (kindOf(value) != JsonKind::Object)
        return m_fields.wrongType("cause", value, span.attributes);
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "exceptions")
            return exceptions("cause.exceptions", member, span);
        m_name.assign("cause.").append(key);
        m_fields.keep(m_name, member, span.attributes);
    });
}

void XrayRecords::exceptions(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Array)
        return m_fields.wrongType(key, value, span.attributes);
    (void)m_record.forEachElement(value, [&](JsonValue item) {
        if (kindOf(item) == JsonKind::Object)
            exception(item, span);
        else
            m_fields.wrongType("cause.exception", item, span.attributes);
    });
}

void XrayRecords::exception(JsonValue value, SpanDraft& span)
{
    EventDraft& event = span.addEvent();
    event.name = "exception";
    event.timeNs = m_end == TimeField::Known ? m_endNs : span.startNs;
    AttributeWriter& out = event.attributes;
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        const bool isText = kindOf(member) == JsonKind::String;
        if (key == "type" && isText) {
            out.addText("exception.type", m_record.text(member).value_or(std::string_view()));
        } else if (key == "message" && isText) {
            const std::string_view message = m_record.text(member).value_or(std::string_view());
            out.addText("exception.message", message);
            if (span.statusMessage.empty() && span.status == StatusCode::Error)
                span.statusMessage = message;
        } else if (key == "stack" && kindOf(member) == JsonKind::Array) {
            stack(member);
            if (!m_stack.empty())
                out.addText("exception.stacktrace", m_stack);
        } else {
            m_name.assign("exception.").append(key);
            m_fields.keep(m_name, member, out);
        }
    });
}

/// One line a frame: "at LABEL (PATH:LINE)", with whatever else a frame may hold behind it.
void XrayRecords::stack(JsonValue value)
{
    m_stack.clear();
    std::string place;
    std::string label;
    std::string rest;
    (void)m_record.forEachElement(value, [&](JsonValue frame) {
        place.clear();
        label.clear();
        rest.clear();
        if (kindOf(frame) != JsonKind::Object)
            label = m_record.anyText(frame).value_or(std::string_view());
        (void)m_record.forEachMember(frame, [&](std::string_view key, JsonValue member) {
            const std::string_view text = m_record.anyText(member).value_or(std::string_view());
            if (key == "label")
                label = text;
            else if (key == "path")
                place.insert(0, text);
            else if (key == "line")
                place.append(":").append(text);
            else if (!text.empty())
                rest.append(" ").append(key).append("=").append(text);
        });
        m_stack.append(m_stack.empty() ? "at " : "\nat ").append(label);
        if (!place.empty())
            m_stack.append(" (").append(place).append(")");
        m_stack.append(rest);
    });
}

} // namespace tailrace
