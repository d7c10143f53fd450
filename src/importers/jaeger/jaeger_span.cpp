// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_span.h"

#include "importers/span_kind_text.h"

namespace tailrace {

namespace {

std::optional<StatusCode> statusOfTag(std::string_view text)
{
    if (text == "ERROR")
        return StatusCode::Error;
    if (text == "OK")
        return StatusCode::Ok;
    if (text == "UNSET")
        return StatusCode::Unset;
    return std::nullopt;
}

} // namespace

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
    const auto take = [&text](auto& field) {
        if (!field.empty())
            return field == text;
        field = text;
        return true;
    };
    if (key == "span.kind") {
        const std::optional<SpanKind> kind = spanKindFromText(text);
        if (!kind || (span.kind != SpanKind::Unspecified && span.kind != *kind))
            return false;
        span.kind = *kind;
        return true;
    }
    if (key == "otel.status_code") {
        const std::optional<StatusCode> status = statusOfTag(text);
        if (!status || (m_status && *m_status != *status))
            return false;
        m_status = status;
        return true;
    }
    if (key == "otel.status_description")
        return take(span.statusMessage);
    if (key == "w3c.tracestate")
        return take(span.traceState);
    if (key == "otel.scope.name" || key == "otel.library.name")
        return take(m_scopeName);
    if (key == "otel.scope.version" || key == "otel.library.version")
        return take(m_scopeVersion);
    return false;
}

void JaegerSpanTags::finish(SpanDraft& span)
{
    finishStatus(span);
    finishScope(span);
}

void JaegerSpanTags::finishStatus(SpanDraft& span)
{
    const bool isError = m_error.value_or(false);
    span.status = m_status.value_or(isError ? StatusCode::Error : StatusCode::Unset);
    if (m_error && isError != (span.status == StatusCode::Error))
        span.attributes.addBool("error", isError);
}

/// The spans of one library mostly follow each other, so that the last scope is the likely one.
void JaegerSpanTags::finishScope(SpanDraft& span)
{
    if (m_scopeName.empty() && m_scopeVersion.empty())
        return;
    if (m_scopeRef == 0 || m_scope.name != m_scopeName || m_scope.version != m_scopeVersion) {
        m_scope.clear();
        m_scope.name = m_scopeName;
        m_scope.version = m_scopeVersion;
        m_scopeRef = m_sink.addScope(m_scope);
    }
    span.scope = m_scopeRef;
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
