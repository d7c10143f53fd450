// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One New Relic span, field by field as text in any order, whatever form it has: the Trace API's spans, the
// agents' span events, rows of Span that NRQL found (docs.newrelic.com: Trace API payload reference, attribute
// dictionary of Span). The names of the fields are the same everywhere, but where they count differs: a user's
// attribute "duration" is no length. Times are ms since the epoch, lengths ms (duration.ms) or seconds (duration).
// A span has an error if it has error.message, error.class, error = true or otel.status_code = ERROR. Without
// span.kind the kind is guessed from category, as New Relic's own tools do. One thread; memory is reused from span
// to span.

#include "importers/span_sink.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

/// Where a field stands.
enum class NewRelicPlace {
    Span,      ///< member of the span itself, intrinsic of a span event, column of a row
    Attribute, ///< attribute of a Trace API span or of an agent
    Custom,    ///< attribute of a user: never a field
};

enum class NewRelicField {
    None,
    TraceId,
    SpanId,
    ParentId,
    Name,
    Timestamp,
    DurationMs,
    DurationSeconds,
    Service,
    ServiceAlias, ///< names the service if nothing better does; also stays an attribute
    Kind,
    Category,
    Error,
    ErrorMessage,
    ErrorClass,
    StatusCode,
    StatusMessage,
    Type,
};
[[nodiscard]] NewRelicField newRelicField(NewRelicPlace place, std::string_view key);

class NewRelicSpan
{
public:
    explicit NewRelicSpan(SpanSink& sink);

    void begin(Location where);
    [[nodiscard]] SpanDraft& draft() { return m_draft; }
    /// Takes a field; false if the text does not fit or says something else than what is there: it is then to be
    /// kept as an attribute.
    [[nodiscard]] bool take(NewRelicField field, std::string_view text);

    [[nodiscard]] bool hasTraceId() const { return !m_traceId.empty(); }
    [[nodiscard]] bool hasSpanId() const { return !m_spanId.empty(); }
    /// "Span", or of another type of event; empty if it has none.
    [[nodiscard]] const std::string& type() const { return m_type; }
    /// What names the service, of the span itself; may be empty.
    [[nodiscard]] const std::string& service() const { return m_service.empty() ? m_serviceAlias : m_service; }
    /// Trace id for a span that has none of its own.
    void setDefaultTraceId(std::string_view text);

    /// Completes the draft, all but its resource.
    void finish();

private:
    [[nodiscard]] bool setTime(std::string_view text);
    [[nodiscard]] bool setError(std::string_view text);
    [[nodiscard]] bool setStatusCode(std::string_view text);
    void finishTimes();

    SpanSink& m_sink;
    SpanDraft m_draft;
    Location m_where;
    std::string m_traceId;
    std::string m_spanId;
    std::string m_parentId;
    std::string m_service;
    std::string m_serviceAlias;
    std::string m_category;
    std::string m_type;
    std::string m_seconds; // the text of duration
    std::optional<std::int64_t> m_startNs;
    std::optional<std::int64_t> m_durationNs;
    bool m_hasName = false;
    bool m_hasError = false;
};

} // namespace tailrace
