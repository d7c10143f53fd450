// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Sums that stop at the largest 64-bit number instead of overflowing: recorded times may be anything. No state, any
// thread.

#include <cstdint>

namespace tailrace {

/// Adds `value`, which must not be negative.
inline void addSaturated(std::int64_t& sum, std::int64_t value)
{
    if (__builtin_add_overflow(sum, value, &sum))
        sum = INT64_MAX;
}

} // namespace tailrace
