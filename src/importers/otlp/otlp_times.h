// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Start and length of a span from the two times that OTLP has, where 0 means unknown (opentelemetry-proto,
// trace.proto). What these cannot say our own export writes as attributes, which are taken back here: a start of
// exactly 0, as in recordings that count from their beginning, and a length without a usable start or end.
// Stateless; any thread.

#include "importers/span_sink.h"

#include <cstdint>
#include <string_view>

namespace tailrace {

/// ns since the epoch.
inline constexpr std::string_view kRecordedStart = "tailrace.start_ns";
inline constexpr std::string_view kRecordedLength = "tailrace.duration_ns";

/// Sets times and marks of a span whose attributes have been read. `startNs` and `endNs` are ns since the epoch,
/// not negative, 0 if unknown. An end without a start is kept as the attribute otlp.endTimeUnixNano.
void settleOtlpTimes(SpanDraft& span, std::int64_t startNs, std::int64_t endNs, KeyInterner& keys);

} // namespace tailrace
