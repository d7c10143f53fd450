// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Self times summed by service and operation. ns. Linear in spans. No state, any thread.

#include "model/trace/span_table.h"

#include <cstdint>
#include <vector>

namespace tailrace {

struct SelfTime {
    SpanIndex span = kNoSpan; ///< the one with the largest self time; the first of equals
    std::uint32_t count = 0;
    std::int64_t selfNs = 0; ///< of all of them together
};

struct SelfTimes {
    std::vector<SelfTime> largest; ///< most first; those of 0 left out
    std::int64_t sumNs = 0;        ///< over all spans; above the trace's duration when spans run side by side
};

/// The `limit` services and operations with the largest self times. Sums stop at the largest 64-bit number.
[[nodiscard]] SelfTimes largestSelfTimes(const SpanTable& trace, std::size_t limit);

} // namespace tailrace
