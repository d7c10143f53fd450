// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/honeycomb/honeycomb_row.h"

#include "importers/id_text.h"
#include "importers/time_text.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tailrace {

namespace {

using Field = HoneycombField;

constexpr std::pair<std::string_view, Field> kFields[] = {
    {"trace.trace_id", Field::TraceId},
    {"trace.span_id", Field::SpanId},
    {"trace.parent_id", Field::ParentId},
    {"trace.trace_state", Field::TraceState},
    {"trace.link.trace_id", Field::LinkTraceId},
    {"trace.link.span_id", Field::LinkSpanId},
    {"name", Field::Name},
    {"duration_ms", Field::Duration},
    {"service.name", Field::Service},
    {"service_name", Field::OldService},
    {"span.kind", Field::Kind},
    {"span.num_events", Field::EventCount},
    {"span.num_links", Field::LinkCount},
    {"library.name", Field::LibraryName},
    {"library.version", Field::LibraryVersion},
    {"error", Field::Error},
    {"status_code", Field::StatusCode},
    {"status_message", Field::StatusMessage},
    {"body", Field::Body},
    {"meta.annotation_type", Field::AnnotationType},
    {"meta.signal_type", Field::SignalType},
    {"meta.invalid_duration", Field::InvalidDuration},
};

constexpr std::pair<std::string_view, Field> kRowFields[] = {
    {"time", Field::Time},       {"Timestamp", Field::Time},        {"timestamp", Field::Time},
    {"dataset", Field::Dataset}, {"samplerate", Field::SampleRate}, {"SampleRate", Field::SampleRate},
};

template <class T>
std::optional<T> numberOf(std::string_view text)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// The unit of a number since the epoch: of today's dates seconds have 10 digits, ms 13, µs 16 and ns 19.
TimeUnit unitOf(std::string_view number)
{
    const std::size_t digits = std::min(number.find_first_not_of("0123456789"), number.size());
    if (digits <= 11)
        return TimeUnit::Seconds;
    if (digits <= 14)
        return TimeUnit::Milliseconds;
    return digits <= 17 ? TimeUnit::Microseconds : TimeUnit::Nanoseconds;
}

} // namespace

HoneycombField honeycombField(HoneycombPlace place, std::string_view key)
{
    for (const auto& [name, field] : kFields)
        if (name == key)
            return field;
    if (place == HoneycombPlace::Row)
        for (const auto& [name, field] : kRowFields)
            if (name == key)
                return field;
    return Field::None;
}

HoneycombRow::HoneycombRow(SpanSink& sink)
    : m_sink(sink)
    , m_span(sink.keys())
    , m_resource(sink.keys())
    , m_scopes(sink)
{
}

void HoneycombRow::begin(Location where)
{
    m_where = where;
    m_span.clear();
    for (std::string* text :
         {&m_traceId, &m_spanId, &m_parentId, &m_linkTraceId, &m_linkSpanId, &m_service, &m_oldService, &m_dataset,
          &m_libraryName, &m_libraryVersion, &m_annotationType, &m_signalType, &m_body, &m_errorText})
        text->clear();
    m_hasError = m_hasName = m_isInvalidDuration = false;
    m_startNs = m_durationNs = std::nullopt;
    m_eventCount = m_linkCount = std::nullopt;
    m_sampleRate = 1;
}

bool HoneycombRow::take(HoneycombField field, std::string_view text)
{
    switch (field) {
    case Field::None:
        return false;
    case Field::TraceId:
        return takeOnce(m_traceId, text);
    case Field::SpanId:
        return takeOnce(m_spanId, text);
    case Field::ParentId:
        return takeOnce(m_parentId, text);
    case Field::TraceState:
        return takeOnce(m_span.traceState, text);
    case Field::Name:
        if (!std::exchange(m_hasName, true))
            m_span.name = text;
        return m_span.name == text;
    case Field::Time:
        return setTime(text);
    case Field::Duration:
        return setDuration(text);
    case Field::InvalidDuration:
        m_isInvalidDuration = text == "true";
        return false;
    case Field::Service:
        return takeOnce(m_service, text);
    case Field::OldService:
        return takeOnce(m_oldService, text);
    case Field::Dataset:
        return takeOnce(m_dataset, text);
    case Field::Kind:
        return takeKindOnce(m_span.kind, text);
    case Field::LibraryName:
        return takeOnce(m_libraryName, text);
    case Field::LibraryVersion:
        return takeOnce(m_libraryVersion, text);
    case Field::Error:
        return setError(text);
    case Field::StatusCode:
        return setStatusCode(text);
    case Field::StatusMessage:
        return takeOnce(m_span.statusMessage, text);
    case Field::AnnotationType:
        return takeOnce(m_annotationType, text);
    case Field::SignalType:
        (void)takeOnce(m_signalType, text);
        return false;
    case Field::Body:
        return takeOnce(m_body, text);
    case Field::LinkTraceId:
        return takeOnce(m_linkTraceId, text);
    case Field::LinkSpanId:
        return takeOnce(m_linkSpanId, text);
    case Field::EventCount:
        m_eventCount = numberOf<std::uint32_t>(text);
        return m_eventCount.has_value();
    case Field::LinkCount:
        m_linkCount = numberOf<std::uint32_t>(text);
        return m_linkCount.has_value();
    case Field::SampleRate:
        return setSampleRate(text);
    }
    return false;
}

bool HoneycombRow::setTime(std::string_view text)
{
    std::optional<DecimalTime> time = isoTime(text);
    if (!time)
        time = decimalTime(text, unitOf(text));
    if (!time || time->ns < 0) {
        if (!text.empty())
            m_sink.problem(ProblemCode::TimeImpossible, m_where, "time");
        return text.empty();
    }
    if (!m_startNs)
        m_startNs = time->ns;
    return m_startNs == time->ns;
}

bool HoneycombRow::setDuration(std::string_view text)
{
    const std::optional<DecimalTime> length = decimalTime(text, TimeUnit::Milliseconds);
    if (!length) {
        if (!text.empty())
            m_sink.problem(ProblemCode::TimeImpossible, m_where, "duration_ms");
        return text.empty();
    }
    if (!m_durationNs)
        m_durationNs = length->ns;
    return m_durationNs == length->ns;
}

/// The message of the error, as the beelines write it, or only whether there is one.
bool HoneycombRow::setError(std::string_view text)
{
    if (text == "false" || text.empty())
        return true;
    m_hasError = true;
    return text == "true" || takeOnce(m_errorText, text);
}

bool HoneycombRow::setStatusCode(std::string_view text)
{
    if (text == "2")
        m_span.status = StatusCode::Error;
    else if (text == "1")
        m_span.status = StatusCode::Ok;
    return text == "2" || text == "1" || text == "0";
}

bool HoneycombRow::setSampleRate(std::string_view text)
{
    const std::optional<std::int64_t> rate = numberOf<std::int64_t>(text);
    if (!rate)
        return false;
    m_sampleRate = *rate;
    attributes().addInt("SampleRate", *rate);
    return true;
}

HoneycombRow::Kind HoneycombRow::kind() const
{
    if (m_traceId.empty() && m_spanId.empty())
        return Kind::Other;
    if (m_annotationType == "link")
        return Kind::Link;
    if (m_annotationType == "span_event" || m_signalType == "log")
        return m_parentId.empty() && m_spanId.empty() ? Kind::Other : Kind::Event;
    const bool isEvent = m_spanId.empty() && !m_durationNs && !m_parentId.empty();
    return isEvent ? Kind::Event : Kind::Span;
}

SpanDraft& HoneycombRow::finishSpan()
{
    setTraceId(m_span, m_traceId, m_sink, m_where);
    setSpanId(m_span, m_spanId, m_sink, m_where);
    setParentId(m_span, m_parentId, m_sink, m_where);
    finishStatus();
    finishTimes();
    finishResource();
    m_span.scope = m_scopes.of(m_libraryName, m_libraryVersion);
    keepUnused();
    return m_span;
}

void HoneycombRow::finishStatus()
{
    if (m_hasError)
        m_span.status = StatusCode::Error;
    if (m_errorText.empty())
        return;
    if (m_span.statusMessage.empty())
        m_span.statusMessage = m_errorText;
    else if (m_span.statusMessage != m_errorText)
        attributes().addText("error", m_errorText);
}

void HoneycombRow::finishTimes()
{
    setTimes(m_span, m_startNs, m_durationNs);
    if (m_isInvalidDuration) {
        // Honeycomb stores a length of 0 for an end before the start.
        set(m_span.marks, SpanMark::EndBeforeStart);
        m_sink.problem(ProblemCode::EndBeforeStart, m_where, "span " + toHex(m_span.spanId));
    }
}

void HoneycombRow::finishResource()
{
    const std::string& named = m_service.empty() ? m_oldService : m_service;
    const std::string& service = named.empty() ? m_dataset : named;
    if (m_resourceRef == 0 || m_resource.service != service) {
        m_resource.clear();
        m_resource.service = service;
        if (!service.empty())
            m_resource.attributes.addText("service.name", service);
        m_resourceRef = service.empty() ? 0 : m_sink.addResource(m_resource);
    }
    m_span.resource = m_resourceRef;
    if (!m_oldService.empty() && m_oldService != service)
        attributes().addText("service_name", m_oldService);
    if (!m_dataset.empty() && m_dataset != service)
        attributes().addText("dataset", m_dataset);
}

/// What only events and links have a place for.
void HoneycombRow::keepUnused()
{
    if (!m_body.empty())
        attributes().addText("body", m_body);
    if (!m_annotationType.empty())
        attributes().addText("meta.annotation_type", m_annotationType);
    if (!m_linkTraceId.empty())
        attributes().addText("trace.link.trace_id", m_linkTraceId);
    if (!m_linkSpanId.empty())
        attributes().addText("trace.link.span_id", m_linkSpanId);
}

const SpanDraft& HoneycombRow::finishEvent(EventDraft& event)
{
    constexpr double kMillisecond = 1e6;
    if (m_durationNs && *m_durationNs != 0) {
        attributes().key("duration_ms");
        attributes().number(static_cast<double>(*m_durationNs) / kMillisecond);
    }
    if (!m_errorText.empty())
        attributes().addText("error", m_errorText);
    else if (m_hasError)
        attributes().addBool("error", true);
    if (!m_span.statusMessage.empty())
        attributes().addText("status_message", m_span.statusMessage);
    if (!m_body.empty() && m_hasName)
        attributes().addText("body", m_body);
    event.name = m_hasName ? m_span.name : m_body;
    event.timeNs = m_startNs.value_or(0);
    return finishOwner(event.attributes);
}

const SpanDraft& HoneycombRow::finishLink(LinkDraft& link)
{
    if (!m_span.name.empty())
        attributes().addText("name", m_span.name);
    link.traceState = m_span.traceState;
    const SpanDraft& owner = finishOwner(link.attributes);
    setTraceId(link, m_linkTraceId, m_sink, m_where);
    setSpanId(link, m_linkSpanId, m_sink, m_where);
    return owner;
}

/// Moves the attributes out and leaves the ids of the span that the row belongs to. They only say where it
/// belongs, so what they were rewritten from is not kept here.
const SpanDraft& HoneycombRow::finishOwner(AttributeWriter& out)
{
    if (!m_parentId.empty() && !m_spanId.empty())
        attributes().addText("trace.span_id", m_spanId);
    std::swap(out, m_span.attributes);
    m_span.traceId = traceIdFromText(m_traceId).id;
    m_span.spanId = spanIdFromText(m_parentId.empty() ? m_spanId : m_parentId).id;
    return m_span;
}

} // namespace tailrace
