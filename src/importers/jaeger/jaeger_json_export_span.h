// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span or process as Jaeger JSON (model of Jaeger's UI, internal/uimodel). What Jaeger has no field for becomes a
// tag by OpenTelemetry's rules for exporters ("Mapping to non-OTLP formats" and "Jaeger" of its specification):
// span.kind, otel.status_code and error, otel.status_description, otel.scope.name and .version, w3c.tracestate,
// otel.dropped_…_count; events are logs with the field "event"; links are references of the type FOLLOWS_FROM, or of
// the one in their attribute opentracing.ref_type. jaeger_json_span.h reads all of it back. Counted as lost:
//
//  - Nanoseconds: times are rounded to microseconds. Lengths below zero become zero, unknown ones are left out.
//  - Arrays and lists become JSON text.
//  - What a link has beside its ids and its type. A link into its own trace of a span without a parent is left out,
//    because readers take it for the parent.
//  - Schema URLs, attributes of scopes, and attributes with the names above.
//
// Functions without state; any thread.

#include "importers/exporter.h"
#include "model/base/json_writer.h"

#include <string_view>

namespace tailrace {

/// Writes an object: the span, of the process with this name in its trace.
void writeJaegerSpan(JsonWriter& json, const SpanDetail& span, std::string_view process, ExportReport& report);
/// Writes an object: the process that is the span's resource.
void writeJaegerProcess(JsonWriter& json, const SpanDetail& span, ExportReport& report);

} // namespace tailrace
