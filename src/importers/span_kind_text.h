// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Span kinds and status codes as the words that most formats write. Pure functions, any thread.

#include "model/trace/span_types.h"

#include <optional>
#include <string_view>

namespace tailrace {

/// The kind whose name() is this text; nothing for other texts.
[[nodiscard]] inline std::optional<SpanKind> spanKindFromText(std::string_view text)
{
    for (const SpanKind kind : {SpanKind::Internal, SpanKind::Server, SpanKind::Client, SpanKind::Producer,
                                SpanKind::Consumer, SpanKind::Unspecified})
        if (text == name(kind))
            return kind;
    return std::nullopt;
}

/// The status whose name() is this text; nothing for other texts.
[[nodiscard]] inline std::optional<StatusCode> statusFromText(std::string_view text)
{
    for (const StatusCode status : {StatusCode::Unset, StatusCode::Ok, StatusCode::Error})
        if (text == name(status))
            return status;
    return std::nullopt;
}

/// The status by OpenTelemetry's words for the tag otel.status_code: UNSET, OK, ERROR.
[[nodiscard]] inline std::optional<StatusCode> statusFromOtelText(std::string_view text)
{
    if (text == "ERROR")
        return StatusCode::Error;
    if (text == "OK")
        return StatusCode::Ok;
    if (text == "UNSET")
        return StatusCode::Unset;
    return std::nullopt;
}

} // namespace tailrace
