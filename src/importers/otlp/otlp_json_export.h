// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes spans of a cache, and behind them its log records, as OTLP JSON lines: one ExportTraceServiceRequest a line, as the OpenTelemetry
// Collector's file exporter does (opentelemetry-proto, trace.proto and the JSON mapping of the OTLP
// specification). Everything that was imported is written; reading the file again gives the same spans. Where OTLP
// has no word for what is known:
//
//  - An id that was made up because none was recorded is left out again.
//  - A start of exactly 0, which means unknown, and a length without a usable start or end are also written as
//    attributes, which our readers take back (otlp_times.h).
//  - The server half of a Zipkin span whose client half is missing reads as an ordinary server span.
//  - A service that its format names outside the resource's attributes becomes the attribute service.name.
//
// Memory does not grow with the cache. One thread at a time per reader.

#include "model/base/ids.h"
#include "model/base/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

namespace tailrace {

class CacheReader;
struct SpanDetail;

/// Writes all spans, or those of one trace, and returns how many. Fails with NotFound if there is no such trace,
/// with what the cache says if it cannot be read, and with Unreadable when `out` fails. `each` sees every span that
/// is written.
[[nodiscard]] Result<std::uint64_t> exportOtlpJson(CacheReader& cache, std::ostream& out,
                                                   std::optional<TraceId> trace = {},
                                                   const std::function<void(const SpanDetail&)>& each = {});

/// One span as a request of its own, without its logs.
[[nodiscard]] std::string otlpJsonOf(const SpanDetail& span);

} // namespace tailrace
