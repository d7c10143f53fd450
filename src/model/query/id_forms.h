// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Ids of traces and spans as headers, log lines and addresses carry them: W3C traceparent, B3, uber-trace-id,
// X-Amzn-Trace-Id, Datadog's decimal numbers, hex and UUIDs. The forms are those of each format's specification
// (https://www.w3.org/TR/trace-context/, https://github.com/openzipkin/b3-propagation,
// https://www.jaegertracing.io/docs/1.60/client-libraries/#propagation-format,
// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html). Pure, any thread.

#include "model/base/ids.h"

#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

struct FoundId {
    std::string form; ///< "a traceparent header"
    TraceId traceId;
    std::optional<SpanId> spanId;
    bool mayBeSpan = false;              ///< the same number may be a span's
    std::optional<TraceId> otherReading; ///< digits that are hex or decimal: the decimal one
};

[[nodiscard]] std::optional<FoundId> readId(std::string_view text);
/// The id in an address of a trace.
[[nodiscard]] std::optional<FoundId> idInAddress(std::string_view decoded);
/// %41 as A, + as it is.
[[nodiscard]] std::string percentDecoded(std::string_view text);

} // namespace tailrace
