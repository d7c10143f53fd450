// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/newrelic/newrelic_span.h"

#include "importers/draft_fields.h"
#include "importers/id_text.h"
#include "importers/span_kind_text.h"
#include "importers/time_text.h"

#include <cstdlib>
#include <utility>

namespace tailrace {

namespace {

using Field = NewRelicField;

constexpr std::pair<std::string_view, Field> kSpanFields[] = {
    {"trace.id", Field::TraceId},
    {"traceId", Field::TraceId},
    {"id", Field::SpanId},
    {"guid", Field::SpanId},
    {"parentId", Field::ParentId},
    {"timestamp", Field::Timestamp},
    {"durationMs", Field::DurationMs},
    {"duration", Field::DurationSeconds},
    {"appName", Field::ServiceAlias},
    {"entity.name", Field::ServiceAlias},
    {"entityName", Field::ServiceAlias},
    {"category", Field::Category},
    {"type", Field::Type},
};

constexpr std::pair<std::string_view, Field> kFields[] = {
    {"name", Field::Name},
    {"parent.id", Field::ParentId},
    {"duration.ms", Field::DurationMs},
    {"service.name", Field::Service},
    {"span.kind", Field::Kind},
    {"error", Field::Error},
    {"error.message", Field::ErrorMessage},
    {"error.class", Field::ErrorClass},
    {"otel.status_code", Field::StatusCode},
    {"otel.status_description", Field::StatusMessage},
};

SpanKind guessKind(std::string_view category)
{
    return category == "http" || category == "datastore" ? SpanKind::Client : SpanKind::Unspecified;
}

} // namespace

NewRelicField newRelicField(NewRelicPlace place, std::string_view key)
{
    if (place == NewRelicPlace::Custom)
        return Field::None;
    for (const auto& [name, field] : kFields)
        if (name == key)
            return field;
    if (place == NewRelicPlace::Span)
        for (const auto& [name, field] : kSpanFields)
            if (name == key)
                return field;
    return Field::None;
}

NewRelicSpan::NewRelicSpan(SpanSink& sink)
    : m_sink(sink)
    , m_draft(sink.keys())
{
}

void NewRelicSpan::begin(Location where)
{
    m_where = where;
    m_draft.clear();
    for (std::string* text :
         {&m_traceId, &m_spanId, &m_parentId, &m_service, &m_serviceAlias, &m_category, &m_type, &m_seconds})
        text->clear();
    m_startNs = m_durationNs = std::nullopt;
    m_hasName = m_hasError = false;
}

bool NewRelicSpan::take(NewRelicField field, std::string_view text)
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
    case Field::Name:
        if (!std::exchange(m_hasName, true))
            m_draft.name = text;
        return m_draft.name == text;
    case Field::Timestamp:
        return setTime(text);
    case Field::DurationMs: {
        const std::optional<DecimalTime> length = decimalTime(text, TimeUnit::Milliseconds);
        if (length)
            m_durationNs = length->ns;
        else if (!text.empty())
            m_sink.problem(ProblemCode::TimeImpossible, m_where, "duration.ms");
        return length.has_value();
    }
    case Field::DurationSeconds:
        return takeOnce(m_seconds, text);
    case Field::Service:
        return takeOnce(m_service, text);
    case Field::ServiceAlias:
        (void)takeOnce(m_serviceAlias, text);
        return false;
    case Field::Kind:
        return takeKindOnce(m_draft.kind, text);
    case Field::Category:
        m_category = text;
        return false;
    case Field::Error:
        return setError(text);
    case Field::ErrorMessage:
        m_hasError = true;
        return takeOnce(m_draft.statusMessage, text);
    case Field::ErrorClass:
        m_hasError = m_hasError || !text.empty();
        return false;
    case Field::StatusCode:
        return setStatusCode(text);
    case Field::StatusMessage:
        return takeOnce(m_draft.statusMessage, text);
    case Field::Type:
        m_type = text;
        return text == "Span";
    }
    return false;
}

/// ms as a number; in rows that went through other tools also a date.
bool NewRelicSpan::setTime(std::string_view text)
{
    std::optional<DecimalTime> time = decimalTime(text, TimeUnit::Milliseconds);
    if (!time)
        time = isoTime(text);
    if (time && time->ns >= 0) {
        m_startNs = time->ns;
        return true;
    }
    if (!text.empty())
        m_sink.problem(ProblemCode::TimeImpossible, m_where, "timestamp");
    return false;
}

bool NewRelicSpan::setError(std::string_view text)
{
    const bool isFalse = text == "false" || text == "0" || text.empty();
    m_hasError = m_hasError || !isFalse;
    return isFalse || text == "true" || text == "1";
}

bool NewRelicSpan::setStatusCode(std::string_view text)
{
    const std::optional<StatusCode> status = statusFromOtelText(text);
    if (status && *status != StatusCode::Unset)
        m_draft.status = *status;
    return status.has_value();
}

void NewRelicSpan::setDefaultTraceId(std::string_view text)
{
    if (m_traceId.empty())
        m_traceId = text;
}

void NewRelicSpan::finish()
{
    setTraceId(m_draft, m_traceId, m_sink, m_where);
    setSpanId(m_draft, m_spanId, m_sink, m_where);
    setParentId(m_draft, m_parentId, m_sink, m_where);
    if (m_draft.kind == SpanKind::Unspecified)
        m_draft.kind = guessKind(m_category);
    if (m_hasError)
        m_draft.status = StatusCode::Error;
    finishTimes();
}

/// duration.ms counts; a duration in seconds that says something else than that stays an attribute.
void NewRelicSpan::finishTimes()
{
    constexpr std::int64_t kFloatNoise = 1000;
    const std::optional<DecimalTime> seconds = decimalTime(m_seconds, TimeUnit::Seconds);
    if (!seconds && !m_seconds.empty())
        m_sink.problem(ProblemCode::TimeImpossible, m_where, "duration");
    if (seconds && !m_durationNs)
        m_durationNs = seconds->ns;
    const bool isSame = seconds && std::abs(seconds->ns / 2 - *m_durationNs / 2) <= kFloatNoise;
    if (!m_seconds.empty() && !isSame)
        m_draft.attributes.addText("duration", m_seconds);
    setTimes(m_draft, m_startNs, m_durationNs);
}

} // namespace tailrace
