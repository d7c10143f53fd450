// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_json_span.h"

#include "importers/id_text.h"

#include <algorithm>
#include <array>

namespace tailrace {

namespace {

constexpr std::string_view kDroppedAttributes = "otel.dropped_attributes_count";

/// What Jaeger's UI adds to spans in memory (its type Span over SpanData); it follows from the rest of the trace.
bool isDerived(std::string_view key)
{
    static constexpr std::array<std::string_view, 9> kNames = {
        "relativeStartTime", "relativeEndTime",          "endTime",       "depth", "hasChildren", "childSpanIds",
        "childSpans",        "subsidiarilyReferencedBy", "childSpanCount"};
    return std::find(kNames.begin(), kNames.end(), key) != kNames.end();
}

} // namespace

bool JaegerJsonRecords::readSpan(std::string_view raw, Location where, JaegerSpanContext& context, SpanDraft& span)
{
    if (!m_record.parse(raw, where))
        return false;
    m_fromTags.begin();
    m_references.clear();
    m_traceText = m_parentText = {};
    m_start = m_duration = TimeField::Missing;
    m_coarseStartNs = 0;
    context.processId = context.process = {};
    if (!m_record.forEachMember(
            [&](std::string_view key, JsonValue value) { spanField(key, value, context, span); }))
        return false;
    if (m_traceText.empty())
        m_traceText = context.traceId;
    setTraceId(span, m_traceText, m_record.sink(), where);
    finishReferences(span);
    m_fromTags.finish(span);
    finishTimes(span);
    return true;
}

void JaegerJsonRecords::spanField(std::string_view key, JsonValue value, JaegerSpanContext& context,
                                  SpanDraft& span)
{
    AttributeWriter& out = span.attributes;
    if (key == "tags" || key == "tag")
        tags(key, value, span);
    else if (key == "references")
        references(key, value, span);
    else if (key == "traceID")
        m_traceText = m_fields.id(key, value, out);
    else if (key == "spanID")
        setSpanId(span, m_fields.id(key, value, out), m_record.sink(), m_record.where());
    else if (key == "parentSpanID")
        m_parentText = m_fields.id(key, value, out);
    else if (key == "operationName")
        m_fields.text(key, value, span.name, out);
    else if (key == "startTime")
        m_start = m_fields.time(key, value, TimeUnit::Microseconds, span.startNs, out);
    else if (key == "duration")
        m_duration = m_fields.length(key, value, TimeUnit::Microseconds, span.durationNs, out);
    else if (key == "startTimeMillis")
        (void)m_fields.time(key, value, TimeUnit::Milliseconds, m_coarseStartNs, out);
    else if (key == "logs")
        logs(key, value, span);
    else if (key == "processID")
        context.processId = m_fields.id(key, value, out);
    else if (key == "process")
        process(key, value, context, span);
    else if (key == "flags")
        m_fields.number(key, value, span.flags, out);
    else if (key == "warnings")
        warnings(key, value, span);
    else if (!isDerived(key))
        m_fields.keep(key, value, out);
}

void JaegerJsonRecords::tags(std::string_view key, JsonValue value, SpanDraft& span)
{
    const auto add = [&](const JaegerTag& tag) {
        if (takeTag(tag, span))
            return;
        span.attributes.key(tag.key);
        writeJaegerValue(m_record, tag, span.attributes);
    };
    const JsonKind kind = kindOf(value);
    if (kind == JsonKind::Array)
        forEachJaegerTag(m_record, value, add);
    else if (kind == JsonKind::Object)
        forEachJaegerField(m_record, value, add);
    else
        m_fields.wrongType(key, value, span.attributes);
}

/// True if the tag went into a field without a rest.
bool JaegerJsonRecords::takeTag(const JaegerTag& tag, SpanDraft& span)
{
    if (std::uint32_t* const count = jaegerDroppedCount(tag.key, span))
        return takeJaegerCount(tag, *count);
    if (tag.key == "error") {
        const std::optional<bool> truth = jaegerTruth(tag);
        return truth && m_fromTags.takeError(*truth);
    }
    if (!JaegerSpanTags::mayBeField(tag.key))
        return false;
    const std::optional<std::string_view> text = jaegerText(m_record, tag);
    return text && m_fromTags.takeText(tag.key, *text, span);
}

void JaegerJsonRecords::logs(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Array)
        return m_fields.wrongType(key, value, span.attributes);
    (void)m_record.forEachElement(value, [&](JsonValue item) {
        if (kindOf(item) == JsonKind::Object)
            log(item, span.addEvent());
        else
            m_fields.wrongType("log", item, span.attributes);
    });
}

void JaegerJsonRecords::log(JsonValue value, EventDraft& event)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "timestamp")
            (void)m_fields.time(key, member, TimeUnit::Microseconds, event.timeNs, event.attributes);
        else if (key == "fields" && kindOf(member) == JsonKind::Array)
            logFields(member, event);
        else if (key == "fields")
            m_fields.wrongType(key, member, event.attributes);
        else
            m_fields.keep(key, member, event.attributes);
    });
}

void JaegerJsonRecords::logFields(JsonValue value, EventDraft& event)
{
    JaegerEventName name;
    forEachJaegerTag(m_record, value, [&](const JaegerTag& tag) {
        if (name.take(tag.key, jaegerText(m_record, tag), event))
            return;
        if (tag.key == kDroppedAttributes && takeJaegerCount(tag, event.droppedAttributes))
            return;
        event.attributes.key(tag.key);
        writeJaegerValue(m_record, tag, event.attributes);
    });
    name.finish(event);
}

void JaegerJsonRecords::references(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Array)
        return m_fields.wrongType(key, value, span.attributes);
    (void)m_record.forEachElement(value, [&](JsonValue item) {
        if (kindOf(item) == JsonKind::Object)
            reference(item, span);
        else
            m_fields.wrongType("reference", item, span.attributes);
    });
}

/// Files saved from the UI hold in each reference the whole span it leads to, with its own references, and so on.
void JaegerJsonRecords::reference(JsonValue value, SpanDraft& span)
{
    Reference reference;
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "refType")
            reference.type = m_record.anyText(member).value_or(std::string_view());
        else if (key == "traceID")
            reference.traceId = m_fields.id(key, member, span.attributes);
        else if (key == "spanID")
            reference.spanId = m_fields.id(key, member, span.attributes);
        else if (key != "span")
            m_fields.keep(key, member, span.attributes);
    });
    if (!reference.traceId.empty() || !reference.spanId.empty())
        m_references.push_back(reference);
}

void JaegerJsonRecords::warnings(std::string_view key, JsonValue value, SpanDraft& span)
{
    const JsonKind kind = kindOf(value);
    if (kind == JsonKind::Array || kind == JsonKind::String)
        m_fields.keep(key, value, span.attributes);
    else
        m_fields.wrongType(key, value, span.attributes);
}

void JaegerJsonRecords::process(std::string_view key, JsonValue value, JaegerSpanContext& context, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Object)
        return m_fields.wrongType(key, value, span.attributes);
    simdjson::ondemand::object object;
    std::string_view raw;
    simdjson::error_code error = value.get_object().get(object);
    if (error == simdjson::SUCCESS)
        error = object.raw_json().get(raw);
    if (error != simdjson::SUCCESS)
        m_record.broken(error);
    else
        context.process = raw;
}

void JaegerJsonRecords::finishReferences(SpanDraft& span)
{
    const auto isLocal = [&](const Reference& reference) {
        const bool sameTrace = reference.traceId.empty() || reference.traceId == m_traceText ||
                               traceIdFromText(reference.traceId).id == span.traceId;
        return sameTrace && !spanIdFromText(reference.spanId).id.isZero();
    };
    const auto parent = jaegerParent(m_references, isLocal);
    for (auto it = m_references.begin(); it != m_references.end(); ++it)
        if (it != parent)
            addLink(*it, span);
    SpanSink& sink = m_record.sink();
    if (parent == m_references.end())
        return setParentId(span, m_parentText, sink, m_record.where());
    setParentId(span, parent->spanId, sink, m_record.where());
    if (parent->type != "CHILD_OF" && !parent->type.empty())
        span.attributes.addText(kJaegerReferenceType, jaegerReferenceType(parent->type));
    const SpanId other = spanIdFromText(m_parentText).id;
    if (!other.isZero() && other != span.parentId)
        span.attributes.addText(m_fields.keptName("parentSpanID"), m_parentText);
}

void JaegerJsonRecords::addLink(const Reference& reference, SpanDraft& span)
{
    LinkDraft& link = span.addLink();
    const std::string_view trace = reference.traceId.empty() ? m_traceText : reference.traceId;
    setTraceId(link, trace, m_record.sink(), m_record.where());
    setSpanId(link, reference.spanId, m_record.sink(), m_record.where());
    if (!reference.type.empty())
        link.attributes.addText(kJaegerReferenceType, jaegerReferenceType(reference.type));
}

/// In Elasticsearch a span has its start twice: in microseconds, and in the milliseconds that are a date there.
void JaegerJsonRecords::finishTimes(SpanDraft& span)
{
    if (m_coarseStartNs != 0 && (m_start != TimeField::Known || span.startNs == 0)) {
        span.startNs = m_coarseStartNs;
        m_start = TimeField::Known;
    }
    if (m_start != TimeField::Known || span.startNs == 0) {
        span.startNs = 0;
        set(span.marks, SpanMark::StartUnknown);
    }
    if (m_duration != TimeField::Known)
        set(span.marks, SpanMark::DurationUnknown);
}

bool JaegerJsonRecords::readProcess(std::string_view raw, Location where, ResourceDraft& resource)
{
    constexpr std::string_view kServiceName = "service.name";
    if (!m_record.parse(raw, where))
        return false;
    // The service goes first, wherever it stands.
    if (!m_record.forEachMember([&](std::string_view key, JsonValue value) {
            if (key == "serviceName")
                m_fields.text(key, value, resource.service, resource.attributes);
        }))
        return false;
    if (!resource.service.empty())
        resource.attributes.addText(kServiceName, resource.service);
    if (!m_record.parse(raw, where))
        return false;
    return m_record.forEachMember([&](std::string_view key, JsonValue value) {
        const auto add = [&](const JaegerTag& tag) {
            if (tag.key == kServiceName && jaegerText(m_record, tag) == resource.service)
                return;
            if (tag.key == kDroppedAttributes && takeJaegerCount(tag, resource.droppedAttributes))
                return;
            resource.attributes.key(tag.key);
            writeJaegerValue(m_record, tag, resource.attributes);
        };
        const bool isTags = key == "tags" || key == "tag";
        if (isTags && kindOf(value) == JsonKind::Array)
            forEachJaegerTag(m_record, value, add);
        else if (isTags && kindOf(value) == JsonKind::Object)
            forEachJaegerField(m_record, value, add);
        else if (isTags)
            m_fields.wrongType(key, value, resource.attributes);
        else if (key != "serviceName")
            m_fields.keep(key, value, resource.attributes);
    });
}

} // namespace tailrace
