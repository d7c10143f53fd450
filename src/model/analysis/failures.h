// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where errors begin and how far they went. An error is the origin of a failure if no descendant that could have
// caused it failed too: one that began before the span ended. Linear in spans but for the few origins that are
// reported, no recursion. No state, any thread.

#include "model/cache/span_detail.h"
#include "model/trace/span_table.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tailrace {

/// Origins of one service and operation.
struct FailureOrigin {
    SpanIndex span = kNoSpan;       ///< the one that failed first
    std::uint32_t count = 0;        ///< how many such spans
    SpanIndex symptom = kNoSpan;    ///< the topmost span that failed above it, or itself
    std::uint32_t servicesAway = 0; ///< changes of service on the way from the symptom down
    std::string text;               ///< what it says about its failure; filled in by whoever has the details
};

struct Failures {
    std::vector<FailureOrigin> origins; ///< those that reached the main root first, then by time of their end
    std::uint64_t originSpans = 0;      ///< spans behind all origins, those beyond the limit included
    std::uint64_t kinds = 0;            ///< services and operations behind them, those beyond the limit included
    std::uint64_t errors = 0;           ///< spans with status error
    bool mainRootFailed = false;
};

/// The first `limit` origins.
[[nodiscard]] Failures findFailures(const SpanTable& trace, std::size_t limit);

/// What a span says about its failure: its status message; else its last exception event ("TimeoutException: no
/// answer"); else error.type or the HTTP status. Empty if nothing. Attribute names are OpenTelemetry's
/// (semantic conventions: exceptions on spans, error, http).
[[nodiscard]] std::string failureText(const SpanDetail& span);

} // namespace tailrace
