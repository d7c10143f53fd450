// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One Honeycomb event, field by field as text in any order, whatever form it has: it is a span, or a row that
// belongs to one (docs.honeycomb.io: trace data fields, span events and links; field names of translated OTLP
// data: honeycombio/husky, otlp/traces.go). Spans, span events and links are all rows of one table;
// meta.annotation_type tells them apart, and trace.parent_id of an event or link names its span. Rows that know a
// trace and a span but are none themselves (logs) are events of that span, too.
//
// Times are dates, or numbers of seconds, ms, µs or ns since the epoch, told apart by their size. duration_ms is a
// length in ms. Everything else stays an attribute. One thread; memory is reused from row to row.

#include "importers/draft_fields.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

/// Where a field stands.
enum class HoneycombPlace {
    Row, ///< beside "data", or column of a flat row
    Data ///< in "data", where "time" is a user's attribute
};

enum class HoneycombField {
    None,
    TraceId,
    SpanId,
    ParentId,
    TraceState,
    Name,
    Time,
    Duration,
    InvalidDuration,
    Service,
    OldService,
    Dataset,
    Kind,
    LibraryName,
    LibraryVersion,
    Error,
    StatusCode,
    StatusMessage,
    AnnotationType,
    SignalType,
    Body,
    LinkTraceId,
    LinkSpanId,
    EventCount,
    LinkCount,
    SampleRate,
};
[[nodiscard]] HoneycombField honeycombField(HoneycombPlace place, std::string_view key);

class HoneycombRow
{
public:
    enum class Kind { Span, Event, Link, Other };

    explicit HoneycombRow(SpanSink& sink);

    void begin(Location where);
    /// Takes a field; false if the text does not fit or says something else than what is there: it is then to be
    /// kept as an attribute.
    [[nodiscard]] bool take(HoneycombField field, std::string_view text);
    [[nodiscard]] AttributeWriter& attributes() { return m_span.attributes; }

    /// What the row is; Other has nothing to do with a trace.
    [[nodiscard]] Kind kind() const;

    // One of these completes the row.

    /// The span, with its resource and scope.
    [[nodiscard]] SpanDraft& finishSpan();
    /// Into the event or link; the trace and span that it belongs to are returned in a draft without anything
    /// else.
    [[nodiscard]] const SpanDraft& finishEvent(EventDraft& event);
    [[nodiscard]] const SpanDraft& finishLink(LinkDraft& link);

    /// Events and links that the span says to have; nothing if it does not say.
    [[nodiscard]] std::optional<std::uint32_t> eventCount() const { return m_eventCount; }
    [[nodiscard]] std::optional<std::uint32_t> linkCount() const { return m_linkCount; }
    /// How many events this one stands for.
    [[nodiscard]] std::int64_t sampleRate() const { return m_sampleRate; }

private:
    [[nodiscard]] bool setTime(std::string_view text);
    [[nodiscard]] bool setDuration(std::string_view text);
    [[nodiscard]] bool setError(std::string_view text);
    [[nodiscard]] bool setStatusCode(std::string_view text);
    [[nodiscard]] bool setSampleRate(std::string_view text);
    void finishStatus();
    void finishTimes();
    void finishResource();
    void keepUnused();
    [[nodiscard]] const SpanDraft& finishOwner(AttributeWriter& out);

    SpanSink& m_sink;
    SpanDraft m_span;
    Location m_where;
    std::string m_traceId;
    std::string m_spanId;
    std::string m_parentId;
    std::string m_linkTraceId;
    std::string m_linkSpanId;
    std::string m_service;
    std::string m_oldService;
    std::string m_dataset;
    std::string m_libraryName;
    std::string m_libraryVersion;
    std::string m_annotationType;
    std::string m_signalType;
    std::string m_body;
    std::string m_errorText;
    bool m_hasError = false;
    bool m_hasName = false;
    bool m_isInvalidDuration = false;
    std::optional<std::int64_t> m_startNs;
    std::optional<std::int64_t> m_durationNs;
    std::optional<std::uint32_t> m_eventCount;
    std::optional<std::uint32_t> m_linkCount;
    std::int64_t m_sampleRate = 1;

    // The last one; spans of one service mostly follow each other.
    ResourceDraft m_resource;
    ResourceRef m_resourceRef = 0;
    NamedScopes m_scopes;
};

} // namespace tailrace
