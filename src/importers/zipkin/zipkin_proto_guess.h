// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tells Zipkin's protobuf from everything else by its structure (openzipkin/zipkin-api, zipkin.proto). Pure
// functions, any thread. ListOfSpans: spans 1. Span: trace_id 1 (8 or 16 bytes), parent_id 2 (8 bytes), id 3 (8
// bytes), kind 4, name 5, timestamp 6 (fixed64, µs), duration 7 (µs), local_endpoint 8, remote_endpoint 9,
// annotations 10, tags 11, debug 12, shared 13.

#include <string_view>

namespace tailrace {

/// True for a Span; `isCut`: only its first part is there.
[[nodiscard]] bool isZipkinProtoSpan(std::string_view message, bool isCut);
/// True for a Span or a ListOfSpans with a Span among its first ones.
[[nodiscard]] bool isZipkinProto(std::string_view message, bool isCut);

} // namespace tailrace
