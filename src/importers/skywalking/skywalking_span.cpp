// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/skywalking/skywalking_span.h"

#include "importers/id_text.h"

#include <array>
#include <cstddef>

namespace tailrace {

namespace {

constexpr std::int64_t kNoParent = -1;

SpanId idOf(std::string_view segment, std::int64_t span)
{
    return spanIdFromText(std::string(segment).append(".").append(std::to_string(span))).id;
}

template <std::size_t N>
std::string_view nameAt(const std::array<std::string_view, N>& names, std::int64_t number)
{
    return number >= 0 && number < static_cast<std::int64_t>(N) ? names[static_cast<std::size_t>(number)]
                                                                : std::string_view();
}

SpanKind kindOf(std::string_view type, std::string_view layer)
{
    const bool isQueue = layer == "MQ";
    if (type == "Entry")
        return isQueue ? SpanKind::Consumer : SpanKind::Server;
    if (type == "Exit")
        return isQueue ? SpanKind::Producer : SpanKind::Client;
    return type == "Local" ? SpanKind::Internal : SpanKind::Unspecified;
}

void addText(AttributeWriter& out, std::string_view key, std::string_view text)
{
    if (!text.empty())
        out.addText(key, text);
}

/// What a reference says beside its ids.
void addReference(const SkywalkingReference& reference, AttributeWriter& out)
{
    addText(out, "skywalking.ref.type", reference.type);
    addText(out, "skywalking.ref.parent_service", reference.service);
    addText(out, "skywalking.ref.parent_service_instance", reference.instance);
    addText(out, "skywalking.ref.parent_endpoint", reference.endpoint);
    addText(out, "skywalking.ref.network_address", reference.address);
}

void addLink(const SkywalkingReference& reference, TraceId trace, SpanDraft& span, SpanSink& sink, Location where)
{
    LinkDraft& link = span.addLink();
    if (reference.traceId.empty())
        link.traceId = trace;
    else
        setTraceId(link, reference.traceId, sink, where);
    link.spanId = idOf(reference.segmentId, reference.spanId);
    addText(link.attributes, "skywalking.segment_id", reference.segmentId);
    link.attributes.addInt("skywalking.span_id", reference.spanId);
    addReference(reference, link.attributes);
}

} // namespace

void finishSkywalkingSpan(const SkywalkingSpan& from, SpanDraft& span, SpanSink& sink, Location where)
{
    setTraceId(span, from.traceId, sink, where);
    if (!from.segmentId.empty())
        span.spanId = idOf(from.segmentId, from.spanId);
    addText(span.attributes, "skywalking.segment_id", from.segmentId);
    span.attributes.addInt("skywalking.span_id", from.spanId);
    const bool isFirst = from.parentSpanId <= kNoParent || from.parentSpanId == from.spanId;
    bool hasParent = !isFirst;
    if (!isFirst && !from.segmentId.empty())
        span.parentId = idOf(from.segmentId, from.parentSpanId);
    for (const SkywalkingReference& reference : from.references) {
        const bool isHere = reference.traceId.empty() || traceIdFromText(reference.traceId).id == span.traceId;
        if (hasParent || !isHere || reference.segmentId.empty()) {
            addLink(reference, span.traceId, span, sink, where);
            continue;
        }
        hasParent = true;
        span.parentId = idOf(reference.segmentId, reference.spanId);
        addReference(reference, span.attributes);
    }
    span.kind = kindOf(from.type, from.layer);
    addText(span.attributes, "skywalking.layer", from.layer == "Unknown" ? std::string_view() : from.layer);
    if (span.kind == SpanKind::Unspecified)
        addText(span.attributes, "skywalking.span_type", from.type);
    if (from.isError)
        span.status = StatusCode::Error;
}

std::string_view skywalkingSpanType(std::int64_t number)
{
    static constexpr std::array<std::string_view, 3> kNames = {"Entry", "Exit", "Local"};
    return nameAt(kNames, number);
}

std::string_view skywalkingLayer(std::int64_t number)
{
    static constexpr std::array<std::string_view, 7> kNames = {"Unknown", "Database", "RPCFramework", "Http",
                                                               "MQ",      "Cache",    "FAAS"};
    return nameAt(kNames, number);
}

std::string_view skywalkingReferenceType(std::int64_t number)
{
    static constexpr std::array<std::string_view, 2> kNames = {"CrossProcess", "CrossThread"};
    return nameAt(kNames, number);
}

void addSkywalkingLogEntry(std::string_view key, std::string_view value, EventDraft& event)
{
    if (key == "event") {
        event.name = value == "error" ? "exception" : value;
        return;
    }
    const bool isError = event.name == "exception";
    if (isError && key == "error.kind")
        key = "exception.type";
    else if (isError && key == "message")
        key = "exception.message";
    else if (isError && key == "stack")
        key = "exception.stacktrace";
    event.attributes.addText(key, value);
}

void setSkywalkingTimes(std::int64_t startNs, std::int64_t endNs, SpanDraft& span)
{
    span.startNs = startNs;
    if (startNs == 0)
        set(span.marks, SpanMark::StartUnknown);
    if (startNs == 0 || endNs == 0) {
        set(span.marks, SpanMark::DurationUnknown);
        if (endNs != 0)
            span.attributes.addInt("skywalking.end_time_ns", endNs);
        return;
    }
    span.durationNs = endNs - startNs;
}

void setSkywalkingResource(std::string_view service, std::string_view instance, ResourceDraft& resource)
{
    resource.clear();
    resource.service = service;
    addText(resource.attributes, "service.name", service);
    addText(resource.attributes, "service.instance.id", instance);
}

} // namespace tailrace
