// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A part of the traces: those that start within a range of time and take within a range of durations. Plain value, ns.

#include <cstdint>

namespace tailrace {

struct TraceRange {
    std::int64_t fromNs = INT64_MIN;        ///< starts here …
    std::int64_t toNs = INT64_MAX;          ///< … or later, and before this
    std::int64_t minDurationNs = INT64_MIN; ///< takes at least this …
    std::int64_t maxDurationNs = INT64_MAX; ///< … and at most this

    [[nodiscard]] bool isWhole() const { return *this == TraceRange{}; }
    [[nodiscard]] bool holds(std::int64_t startNs, std::int64_t durationNs) const
    {
        return startNs >= fromNs && startNs < toNs && durationNs >= minDurationNs && durationNs <= maxDurationNs;
    }
    bool operator==(const TraceRange&) const = default;
};

} // namespace tailrace
