// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Stretches of a trace in which nothing is seen to happen, so that a view may fold them: no span without children
// runs, only spans that wait for (or worked between) their children, and no span begins or ends. Such time is
// unexplained rather than wasted; a fold hides it, never a span's edge. Pure, any thread.

#include "model/trace/span_table.h"

#include <cstddef>
#include <stop_token>
#include <vector>

namespace tailrace {

struct IdleStretch {
    std::int64_t startNs = 0; ///< since the epoch
    std::int64_t endNs = 0;

    bool operator==(const IdleStretch&) const = default;
};

struct IdleLimits {
    /// A stretch counts if it takes at least this share of what is left of the trace without the longer ones. So
    /// an hour of waiting does not keep the pauses of the busy minute from being found.
    double share = 0.05;
    std::size_t most = 12; ///< the longest ones
};

/// In order of time. n log n in the number of spans; empty if stopped.
[[nodiscard]] std::vector<IdleStretch> idleStretches(const SpanTable& table, const IdleLimits& limits = {},
                                                     const std::stop_token& stop = {});

} // namespace tailrace
