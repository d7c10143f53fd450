// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The columns of Tailrace's own CSV, one row a span. What the cells hold:
//
//   trace_id, span_id, parent_span_id   hex, 32 and 16 digits; empty where none was recorded
//   service, name, kind, status         text; kind and status as the small words of span_types.h
//   start_ns, duration_ns               whole nanoseconds, since 1970 and of length; empty if unknown
//   shared                              "true" for the server half of a Zipkin span, else empty
//   flags, dropped_…                    whole numbers, empty for 0
//   attributes, resource, scope         JSON objects: {"http.response.status_code":200}
//   events                              JSON: [{"timeNs":1,"name":"","attributes":{},"droppedAttributes":0}]
//   links                               JSON: [{"traceId":"","spanId":"","traceState":"","flags":0,"attributes":{},
//                                       "droppedAttributes":0}]
//
// In events and links, members that say nothing are left out; so are empty objects and lists everywhere.

#include <array>
#include <cstddef>
#include <string_view>

namespace tailrace {

enum class SpanCsvColumn : std::size_t {
    TraceId,
    SpanId,
    ParentSpanId,
    Service,
    Name,
    Kind,
    Status,
    StatusMessage,
    StartNs,
    DurationNs,
    Attributes,
    Events,
    Links,
    Resource,
    ScopeName,
    ScopeVersion,
    TraceState,
    Flags,
    Shared,
    DroppedAttributes,
    DroppedEvents,
    DroppedLinks,
    ResourceSchemaUrl,
    ResourceDropped,
    Scope,
    ScopeSchemaUrl,
    ScopeDropped,
};

/// By SpanCsvColumn.
inline constexpr std::array<std::string_view, 27> kSpanCsvColumns = {
    "trace_id",
    "span_id",
    "parent_span_id",
    "service",
    "name",
    "kind",
    "status",
    "status_message",
    "start_ns",
    "duration_ns",
    "attributes",
    "events",
    "links",
    "resource",
    "scope_name",
    "scope_version",
    "trace_state",
    "flags",
    "shared",
    "dropped_attributes",
    "dropped_events",
    "dropped_links",
    "resource_schema_url",
    "resource_dropped_attributes",
    "scope",
    "scope_schema_url",
    "scope_dropped_attributes",
};
static_assert(kSpanCsvColumns.size() == static_cast<std::size_t>(SpanCsvColumn::ScopeDropped) + 1);

} // namespace tailrace
