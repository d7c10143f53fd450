// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Ids that come as bytes (OTLP protobuf, base64 in JSON) as fixed-size ids. Pure functions, any thread.

#include "model/base/ids.h"

#include <string>
#include <string_view>

namespace tailrace {

/// Attributes that keep an id as it was recorded, when it had to be rewritten.
inline constexpr std::string_view kOriginalTraceId = "tailrace.trace_id";
inline constexpr std::string_view kOriginalSpanId = "tailrace.span_id";
inline constexpr std::string_view kOriginalParentId = "tailrace.parent_span_id";

/// An id, and whether it had to be rewritten: the original is worth keeping then.
struct ReadTraceId {
    TraceId id;
    bool rewritten = false;
};
struct ReadSpanId {
    SpanId id;
    bool rewritten = false;
};

/// Trace id from its bytes. 16 bytes as they are, 8 with zeros on the left; none for no bytes. 24 bytes whose
/// base64 text is 32 hex digits, from tools that decode hex as if it were base64, and 32 bytes that are hex
/// digits: the id that those digits spell. Fewer than 16 bytes padded with zeros on the left, and of anything
/// longer a 128-bit hash; these are rewritten.
[[nodiscard]] ReadTraceId traceIdFromBytes(std::string_view bytes);
/// Span id from its bytes, likewise: 8 bytes; 12 bytes whose base64 text is 16 hex digits; 16 bytes that are hex
/// digits; rewritten: fewer bytes padded, others a 64-bit hash.
[[nodiscard]] ReadSpanId spanIdFromBytes(std::string_view bytes);

/// Bytes as lower-case hex digits.
[[nodiscard]] std::string hexOf(std::string_view bytes);

/// Ids for a name that is no id at all: a hash of it, never zero.
[[nodiscard]] TraceId traceIdFromHash(std::string_view text);
[[nodiscard]] SpanId spanIdFromHash(std::string_view text);

} // namespace tailrace
