// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What writers of formats that count microseconds and know no scopes ask of a span. Pure functions, any thread.

#include "model/cache/span_detail.h"

#include <algorithm>
#include <cstdint>

namespace tailrace {

/// The nearest microsecond of a time or length in ns that is not negative.
[[nodiscard]] inline std::int64_t nearestMicrosecond(std::int64_t ns)
{
    return ns / 1000 + (ns % 1000 >= 500 ? 1 : 0);
}

/// True if no time of the span and its events has a part of a microsecond.
[[nodiscard]] inline bool hasWholeMicroseconds(const SpanDetail& span)
{
    return span.startNs % 1000 == 0 && span.durationNs % 1000 == 0 &&
           std::all_of(span.events.begin(), span.events.end(),
                       [](const SpanEvent& event) { return event.timeNs % 1000 == 0; });
}

/// True if the scope says more than name and version.
[[nodiscard]] inline bool hasMoreThanNameAndVersion(const ScopeDetail& scope)
{
    return !scope.schemaUrl.empty() || !scope.attributes.empty() || scope.droppedAttributes != 0;
}

} // namespace tailrace
