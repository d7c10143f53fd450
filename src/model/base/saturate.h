// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Sums and differences that stop at the largest 64-bit number instead of overflowing: recorded times may be anything.
// No state, any thread.

#include <cstdint>

namespace tailrace {

/// Adds `value`, which must not be negative.
inline void addSaturated(std::int64_t& sum, std::int64_t value)
{
    if (__builtin_add_overflow(sum, value, &sum))
        sum = INT64_MAX;
}

/// The sum of any two numbers; stops at INT64_MAX and at its opposite, so that the result has an opposite too.
[[nodiscard]] inline std::int64_t saturatedSum(std::int64_t a, std::int64_t b)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum))
        return a < 0 ? -INT64_MAX : INT64_MAX;
    return sum == INT64_MIN ? -INT64_MAX : sum;
}

/// a - b, likewise.
[[nodiscard]] inline std::int64_t saturatedDifference(std::int64_t a, std::int64_t b)
{
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a, b, &difference))
        return a < 0 ? -INT64_MAX : INT64_MAX;
    return difference == INT64_MIN ? -INT64_MAX : difference;
}

} // namespace tailrace
