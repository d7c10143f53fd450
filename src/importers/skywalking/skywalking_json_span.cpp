// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/skywalking/skywalking_json_span.h"

#include <optional>

namespace tailrace {

namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

struct Pair {
    std::string_view key;
    std::optional<JsonValue> value;
};

/// A {"key", "value"} in either order; the value is only good while it is a scalar.
Pair pairOf(JsonRecord& record, JsonValue item)
{
    Pair pair;
    (void)record.forEachMember(item, [&](std::string_view name, JsonValue member) {
        if (name == "key")
            pair.key = record.anyText(member).value_or(std::string_view());
        else if (name == "value")
            pair.value = member;
    });
    return pair;
}

bool isScalar(JsonValue& value)
{
    const JsonKind kind = kindOf(value);
    return kind != JsonKind::Object && kind != JsonKind::Array;
}

} // namespace

bool SkywalkingJsonRecords::readSpan(std::string_view raw, Location where, SkywalkingOwner& owner, SpanDraft& span)
{
    if (!m_record.parse(raw, where))
        return false;
    m_span = {};
    m_startNs = m_endNs = 0;
    m_isReport = false;
    if (!m_record.forEachMember([&](std::string_view key, JsonValue value) { spanField(key, value, owner, span); }))
        return false;
    m_span.traceId = owner.traceId;
    m_span.segmentId = owner.segmentId;
    if (m_span.type.empty() && m_isReport)
        m_span.type = skywalkingSpanType(0); // proto3 leaves out what is 0
    setSkywalkingTimes(m_startNs, m_endNs, span);
    finishSkywalkingSpan(m_span, span, m_record.sink(), where);
    return true;
}

void SkywalkingJsonRecords::spanField(std::string_view key, JsonValue value, SkywalkingOwner& owner, SpanDraft& span)
{
    AttributeWriter& out = span.attributes;
    m_isReport = m_isReport || key == "operationName";
    if (key == "operationName" || key == "endpointName")
        m_fields.text(key, value, span.name, out);
    else if (key == "startTime")
        (void)m_fields.time(key, value, TimeUnit::Milliseconds, m_startNs, out);
    else if (key == "endTime")
        (void)m_fields.time(key, value, TimeUnit::Milliseconds, m_endNs, out);
    else if ((key == "spanType" || key == "type") && isScalar(value))
        m_span.type = enumText(value, &skywalkingSpanType);
    else if ((key == "spanLayer" || key == "layer") && isScalar(value))
        m_span.layer = enumText(value, &skywalkingLayer);
    else if (key == "isError" && jsonBool(value))
        m_span.isError = jsonBool(value).value_or(false);
    else if (key == "skipAnalysis" && jsonBool(value) == false)
        return; // the usual case
    else if (!ownerField(key, value, owner, out) && !numberField(key, value, out) && !listField(key, value, span))
        m_fields.keep(key, value, out);
}

bool SkywalkingJsonRecords::ownerField(std::string_view key, JsonValue value, SkywalkingOwner& owner,
                                       AttributeWriter& out)
{
    if (key == "traceId")
        m_fields.text(key, value, owner.traceId, out);
    else if (key == "segmentId" || key == "traceSegmentId")
        m_fields.text(key, value, owner.segmentId, out);
    else if (key == "serviceCode" || key == "service")
        m_fields.text(key, value, owner.service, out);
    else if (key == "serviceInstanceName" || key == "serviceInstance")
        m_fields.text(key, value, owner.instance, out);
    else
        return false;
    return true;
}

bool SkywalkingJsonRecords::numberField(std::string_view key, JsonValue value, AttributeWriter& out)
{
    const std::optional<std::int64_t> number = jsonInt(value);
    if (!number)
        return false;
    if (key == "spanId")
        m_span.spanId = *number;
    else if (key == "parentSpanId")
        m_span.parentSpanId = *number;
    else if (key == "componentId")
        out.addInt("skywalking.component_id", *number);
    else
        return false;
    return true;
}

bool SkywalkingJsonRecords::listField(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Array)
        return false;
    AttributeWriter& out = span.attributes;
    if (key != "refs" && key != "tags" && key != "logs" && key != "attachedEvents")
        return false;
    (void)m_record.forEachElement(value, [&](JsonValue item) {
        if (kindOf(item) != JsonKind::Object)
            m_fields.wrongType(key, item, out);
        else if (key == "refs")
            reference(item, out);
        else if (key == "tags")
            attributePair(item, out);
        else if (key == "logs")
            log(item, span.addEvent());
        else
            attachedEvent(item, span.addEvent());
    });
    return true;
}

std::string_view SkywalkingJsonRecords::enumText(JsonValue value, std::string_view (*nameOf)(std::int64_t))
{
    if (const std::optional<std::int64_t> number = jsonInt(value)) {
        if (const std::string_view known = nameOf(*number); !known.empty())
            return known;
    }
    return m_record.anyText(value).value_or(std::string_view());
}

void SkywalkingJsonRecords::reference(JsonValue value, AttributeWriter& out)
{
    SkywalkingReference& reference = m_span.references.emplace_back();
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        const std::string_view text = m_record.anyText(member).value_or(std::string_view());
        if (key == "refType" || key == "type")
            reference.type = isScalar(member) ? enumText(member, &skywalkingReferenceType) : text;
        else if (key == "traceId")
            reference.traceId = text;
        else if (key == "parentTraceSegmentId" || key == "parentSegmentId")
            reference.segmentId = text;
        else if (key == "parentSpanId")
            reference.spanId = jsonInt(member).value_or(0);
        else if (key == "parentService")
            reference.service = text;
        else if (key == "parentServiceInstance")
            reference.instance = text;
        else if (key == "parentEndpoint")
            reference.endpoint = text;
        else if (key == "networkAddressUsedAtPeer")
            reference.address = text;
        else
            m_fields.keep(std::string("ref.").append(key), member, out);
    });
}

void SkywalkingJsonRecords::log(JsonValue value, EventDraft& event)
{
    event.name = "log";
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "time")
            (void)m_fields.time(key, member, TimeUnit::Milliseconds, event.timeNs, event.attributes);
        else if (key == "data" && kindOf(member) == JsonKind::Array)
            (void)m_record.forEachElement(member, [&](JsonValue item) { logPair(item, event); });
        else
            m_fields.keep(key, member, event.attributes);
    });
}

void SkywalkingJsonRecords::logPair(JsonValue item, EventDraft& event)
{
    if (kindOf(item) != JsonKind::Object)
        return m_fields.wrongType("log", item, event.attributes);
    Pair pair = pairOf(m_record, item);
    const std::optional<std::string_view> text = pair.value ? m_record.anyText(*pair.value) : std::nullopt;
    if (pair.value && !isScalar(*pair.value))
        m_fields.report(ProblemCode::WrongType, "an entry of a log that is no text");
    addSkywalkingLogEntry(pair.key, text.value_or(std::string_view()), event);
}

void SkywalkingJsonRecords::attributePair(JsonValue item, AttributeWriter& out)
{
    Pair pair = pairOf(m_record, item);
    if (pair.value && !isScalar(*pair.value)) {
        m_fields.report(ProblemCode::WrongType, "a tag that is no text");
        return;
    }
    out.key(pair.key);
    if (pair.value)
        (void)m_record.copyValue(*pair.value, out);
    else
        out.null();
}

/// An event that was seen from outside of the program (eBPF); its times are seconds and nanoseconds.
void SkywalkingJsonRecords::attachedEvent(JsonValue value, EventDraft& event)
{
    AttributeWriter& out = event.attributes;
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        const JsonKind kind = kindOf(member);
        if (key == "event" && kind == JsonKind::String)
            event.name = m_record.text(member).value_or(std::string_view());
        else if (key == "startTime" && kind == JsonKind::Object)
            event.timeNs = instant(member);
        else if (key == "endTime" && kind == JsonKind::Object)
            out.addInt("skywalking.end_time_ns", instant(member));
        else if ((key == "tags" || key == "summary") && kind == JsonKind::Array)
            (void)m_record.forEachElement(member, [&](JsonValue item) { attributePair(item, out); });
        else
            m_fields.keep(key, member, out);
    });
}

std::int64_t SkywalkingJsonRecords::instant(JsonValue value)
{
    std::int64_t seconds = 0;
    std::int64_t nanos = 0;
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "seconds")
            seconds = jsonInt(member).value_or(0);
        else if (key == "nanos")
            nanos = jsonInt(member).value_or(0);
    });
    std::int64_t ns = 0;
    if (seconds >= 0 && !__builtin_mul_overflow(seconds, kNsPerSecond, &ns) && !__builtin_add_overflow(ns, nanos, &ns))
        return ns;
    m_fields.report(ProblemCode::TimeImpossible, "an attached event");
    return 0;
}

bool SkywalkingJsonRecords::readSegment(std::string_view raw, Location where, SkywalkingOwner& owner,
                                        ResourceDraft& resource)
{
    if (!m_record.parse(raw, where))
        return false;
    return m_record.forEachMember([&](std::string_view key, JsonValue value) {
        if (key == "isSizeLimited" && jsonBool(value)) {
            if (jsonBool(value).value_or(false))
                m_fields.report(ProblemCode::DroppedData, "a segment reached its agent's limit; spans are missing");
        } else if (!ownerField(key, value, owner, resource.attributes)) {
            m_fields.keep(key, value, resource.attributes);
        }
    });
}

} // namespace tailrace
