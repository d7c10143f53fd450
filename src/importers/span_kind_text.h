// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Span kinds as the small words that most formats write. Pure functions, any thread.

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

} // namespace tailrace
