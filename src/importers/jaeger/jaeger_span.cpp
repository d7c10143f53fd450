// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_span.h"

#include "importers/span_kind_text.h"

namespace tailrace {

void JaegerSpanTags::begin()
{
    m_error.reset();
    m_status.reset();
    m_scopeName = m_scopeVersion = {};
}

bool JaegerSpanTags::mayBeField(std::string_view key)
{
    return key.starts_with("otel.") || key == "span.kind" || key == "w3c.tracestate";
}

bool JaegerSpanTags::takeError(bool isError)
{
    if (m_error && *m_error != isError)
        return false;
    m_error = isError;
    return true;
}

bool JaegerSpanTags::takeText(std::string_view key, std::string_view text, SpanDraft& span)
{
    if (key == "span.kind")
        return takeKindOnce(span.kind, text);
    if (key == "otel.status_code") {
        const std::optional<StatusCode> status = statusFromOtelText(text);
        if (!status || (m_status && *m_status != *status))
            return false;
        m_status = status;
        return true;
    }
    if (key == "otel.status_description")
        return takeOnce(span.statusMessage, text);
    if (key == "w3c.tracestate")
        return takeOnce(span.traceState, text);
    if (key == "otel.scope.name" || key == "otel.library.name")
        return takeOnce(m_scopeName, text);
    if (key == "otel.scope.version" || key == "otel.library.version")
        return takeOnce(m_scopeVersion, text);
    return false;
}

void JaegerSpanTags::finish(SpanDraft& span)
{
    finishStatus(span);
    span.scope = m_scopes.of(m_scopeName, m_scopeVersion);
}

void JaegerSpanTags::finishStatus(SpanDraft& span)
{
    const bool isError = m_error.value_or(false);
    span.status = m_status.value_or(isError ? StatusCode::Error : StatusCode::Unset);
    if (m_error && isError != (span.status == StatusCode::Error))
        span.attributes.addBool("error", isError);
}

std::uint32_t* jaegerDroppedCount(std::string_view key, SpanDraft& span)
{
    if (key == "otel.dropped_attributes_count")
        return &span.droppedAttributes;
    if (key == "otel.dropped_events_count")
        return &span.droppedEvents;
    return key == "otel.dropped_links_count" ? &span.droppedLinks : nullptr;
}

bool JaegerEventName::take(std::string_view key, std::optional<std::string_view> text, EventDraft& event)
{
    if (key == "event" && text && !m_hasName) {
        event.name.assign(*text);
        m_hasName = true;
        return true;
    }
    if (m_hasName)
        return false;
    if (key == "message" && text && m_message.empty())
        m_message = *text;
    if (m_first.empty())
        m_first = key;
    return false;
}

void JaegerEventName::finish(EventDraft& event) const
{
    if (!m_hasName)
        event.name.assign(m_message.empty() ? m_first : m_message);
}

std::string_view jaegerReferenceType(std::string_view refType)
{
    if (refType == "CHILD_OF")
        return "child_of";
    if (refType == "FOLLOWS_FROM")
        return "follows_from";
    return refType;
}

} // namespace tailrace
