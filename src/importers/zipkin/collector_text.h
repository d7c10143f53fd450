// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How the OpenTelemetry Collector squeezes events and links into Zipkin, which has no room for them
// (opentelemetry-collector-contrib, pkg/translator/zipkin): an annotation "name|{json attributes}|dropped count",
// and a tag otlp.link.N = "trace id|span id|trace state|{json attributes}|dropped count". Pure functions, any
// thread; the results refer to the text.

#include <cstdint>
#include <optional>
#include <string_view>

namespace tailrace {

struct CollectorEvent {
    std::string_view name;
    std::string_view attributes; ///< one JSON object
    std::uint32_t dropped = 0;
};

struct CollectorLink {
    std::string_view traceId;
    std::string_view spanId;
    std::string_view traceState;
    std::string_view attributes; ///< one JSON object
    std::uint32_t dropped = 0;
};

/// Nothing if the text is not of this form; then it is an ordinary annotation.
[[nodiscard]] std::optional<CollectorEvent> collectorEvent(std::string_view text);
[[nodiscard]] std::optional<CollectorLink> collectorLink(std::string_view text);

} // namespace tailrace
