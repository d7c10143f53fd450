// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Everything that was imported of one span, decoded: what the detail panel shows, `show --json` prints and
// exporters write.

#include "model/base/ids.h"
#include "model/base/value.h"
#include "model/trace/span_types.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tailrace {

struct SpanEvent {
    std::int64_t timeNs = 0; ///< ns since the epoch
    std::string name;
    AttributeList attributes;
    std::uint32_t droppedAttributes = 0;
};

struct SpanLink {
    TraceId traceId;
    SpanId spanId;
    std::string traceState;
    std::uint32_t flags = 0; ///< W3C flags in the low byte; OTLP's remote bits above (trace.proto)
    AttributeList attributes;
    std::uint32_t droppedAttributes = 0;
};

struct ResourceDetail {
    std::int64_t id = 0; ///< number in the cache; equal resources have equal numbers
    std::string service; ///< service.name, or what the format has in its place; empty if unknown
    std::string schemaUrl;
    AttributeList attributes; ///< as recorded, service.name included where the format has it
    std::uint32_t droppedAttributes = 0;
};

struct ScopeDetail {
    std::int64_t id = 0;
    std::string name;
    std::string version;
    std::string schemaUrl;
    AttributeList attributes;
    std::uint32_t droppedAttributes = 0;
};

/// A log record that carries a trace id.
struct LogDetail {
    TraceId traceId;
    SpanId spanId;               ///< zero: of the trace as a whole
    std::int64_t timeNs = 0;     ///< ns since the epoch when it happened; 0 when unknown
    std::int64_t observedNs = 0; ///< when it was collected; 0 when unknown
    int severity = 0;            ///< 1 to 24 as the log data model numbers them; 0 when unknown
    std::string severityText;    ///< as the source names it
    std::string name;            ///< of the event that the record is, if it is one
    std::uint32_t flags = 0;     ///< W3C flags in the low byte
    Value body;                  ///< null when there was none
    AttributeList attributes;
    std::uint32_t droppedAttributes = 0;
    ResourceDetail resource;
    ScopeDetail scope;

    /// When it happened, or else when it was collected.
    [[nodiscard]] std::int64_t shownNs() const { return timeNs != 0 ? timeNs : observedNs; }
};

/// How many logs a SpanDetail holds at most; CacheReader::forEachLog() gives all.
inline constexpr std::size_t kMaxLogsShown = 10'000;

struct SpanDetail {
    std::int64_t rowId = 0;
    TraceId traceId;
    SpanId spanId;
    SpanId parentId;
    std::string name;
    SpanKind kind = SpanKind::Unspecified;
    StatusCode status = StatusCode::Unset;
    std::string statusMessage;
    std::string traceState;
    std::uint32_t flags = 0;
    std::int64_t startNs = 0;    ///< as recorded; 0 when unknown
    std::int64_t durationNs = 0; ///< as recorded: negative when the end lies before the start
    SpanMarks marks = 0;
    AttributeList attributes;
    std::vector<SpanEvent> events;
    std::vector<SpanLink> links;
    std::vector<LogDetail> logs;        ///< in order of time
    std::uint64_t furtherLogs = 0;      ///< beyond kMaxLogsShown
    std::vector<LogDetail> traceLogs;   ///< of the trace's first span: logs of no span, or of one that is missing
    std::uint64_t furtherTraceLogs = 0; ///< beyond kMaxLogsShown
    std::uint32_t droppedAttributes = 0;
    std::uint32_t droppedEvents = 0;
    std::uint32_t droppedLinks = 0;
    ResourceDetail resource;
    ScopeDetail scope;
};

} // namespace tailrace
