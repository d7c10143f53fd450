// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What SkyWalking's JSON and protobuf have in common (skywalking-data-collect-protocol, language-agent/Tracing.proto):
// a span is known by its segment and its number within, so its id is made of both, "SEGMENT.NUMBER"; the parts are
// attributes. Its parent is one of its segment, or, for the first span of a segment, the one that its first reference
// names; all other references are links. Pure functions over the caller's drafts.

#include "importers/span_sink.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

struct SkywalkingReference {
    std::string_view type; ///< CrossProcess, CrossThread
    std::string_view traceId;
    std::string_view segmentId;
    std::int64_t spanId = 0;
    std::string_view service;
    std::string_view instance;
    std::string_view endpoint;
    std::string_view address;
};

/// The fields of a span that mean something only together. Texts must be valid UTF-8.
struct SkywalkingSpan {
    std::string_view traceId;
    std::string_view segmentId;
    std::int64_t spanId = 0;
    std::int64_t parentSpanId = 0; ///< protobuf's default, which JSON leaves out; -1 for the first of a segment
    std::string_view type;         ///< Entry, Exit, Local
    std::string_view layer;        ///< Unknown, Database, RPCFramework, Http, MQ, Cache, FAAS
    bool isError = false;
    std::vector<SkywalkingReference> references;
};

/// Sets ids, parent, links, kind and status.
void finishSkywalkingSpan(const SkywalkingSpan& from, SpanDraft& span, SpanSink& sink, Location where);

/// Names of enum values; empty for numbers that are none.
[[nodiscard]] std::string_view skywalkingSpanType(std::int64_t number);
[[nodiscard]] std::string_view skywalkingLayer(std::int64_t number);
[[nodiscard]] std::string_view skywalkingReferenceType(std::int64_t number);

/// One entry of a log; "event" names it. Behind "event": "error" the entries of an exception get OpenTelemetry's names.
void addSkywalkingLogEntry(std::string_view key, std::string_view value, EventDraft& event);

/// Start and end in ns as length; marks what is missing.
void setSkywalkingTimes(std::int64_t startNs, std::int64_t endNs, SpanDraft& span);

/// Fills a resource with a service and its instance.
void setSkywalkingResource(std::string_view service, std::string_view instance, ResourceDraft& resource);

} // namespace tailrace
