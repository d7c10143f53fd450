// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span as Zipkin v2 JSON. What Zipkin has no field for becomes a tag by OpenTelemetry's rules for exporters
// ("Mapping to non-OTLP formats" and "Zipkin" of its specification): otel.status_code, error with the status's message,
// otel.scope.name and .version, w3c.tracestate, otel.dropped_…_count, span.kind for internal spans; events and links
// are written as the OpenTelemetry Collector does (collector_text.h). Of a resource the service, host.ip and
// server.port are the local endpoint; peer.service, network.peer.address and network.peer.port are the remote one,
// where they have the forms that an endpoint can hold. zipkin_json_span.h reads all of it back. Counted as lost:
//
//  - Nanoseconds: times are rounded to microseconds, and lengths are at least one. Lengths below zero are left out.
//  - Types: tags are text.
//  - All but the first of attributes with the same key, because tags are a JSON object.
//  - That other attributes are the resource's; what resources and scopes have beside attributes and names.
//  - W3C flags.
//
// A function without state; any thread.

#include "importers/exporter.h"

#include <string>

namespace tailrace {

/// The span as one JSON object.
[[nodiscard]] std::string zipkinSpan(const SpanDetail& span, ExportReport& report);

} // namespace tailrace
