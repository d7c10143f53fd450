// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Instants and pieces of time in int64 ns, and arithmetic on them that stops at the ends of int64 instead of
// overflowing. Pure, any thread.

#include <cstdint>

namespace tailrace {

/// From startNs up to, not including, endNs.
struct TimeRange {
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;

    bool operator==(const TimeRange&) const = default;
};

/// a − b, held at the ends of int64.
[[nodiscard]] std::int64_t saturatingDifference(std::int64_t a, std::int64_t b);
/// a + b, held at the ends of int64.
[[nodiscard]] std::int64_t saturatingSum(std::int64_t a, std::int64_t b);
/// The nearest int64 to `value`; 0 for NaN.
[[nodiscard]] std::int64_t saturatingRound(double value);
/// Length of a range in ns, never negative.
[[nodiscard]] std::int64_t lengthNs(TimeRange range);

} // namespace tailrace
