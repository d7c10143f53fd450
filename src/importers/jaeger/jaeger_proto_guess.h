// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tells Jaeger's protobuf from everything else by its structure (jaegertracing/jaeger-idl, api_v2/model.proto and
// query.proto). Pure functions, any thread.
//
//   Span: trace_id 1 (16 bytes), span_id 2 (8 bytes), operation_name 3, references 4, flags 5,
//         start_time 6 (Timestamp), duration 7 (Duration), tags 8, logs 9, process 10, process_id 11, warnings 12
//   Batch: spans 1, process 2 · Trace: spans 1, process_map 2, warnings 3 · SpansResponseChunk: spans 1

#include <string_view>

namespace tailrace {

/// True for a Span; `isCut`: only its first part is there.
[[nodiscard]] bool isJaegerProtoSpan(std::string_view message, bool isCut);
/// True for a Span, or for a message that holds one among its first.
[[nodiscard]] bool isJaegerProto(std::string_view message, bool isCut);
/// True if field 2 of a message is an entry of a Trace's process_map, {process_id 1, process 2}, and not a Batch's
/// Process, {service_name 1, tags 2}. Both hold a text and messages.
[[nodiscard]] bool isJaegerProcessMapping(std::string_view message);

} // namespace tailrace
