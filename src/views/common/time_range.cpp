// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/time_range.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailrace {

namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

} // namespace

std::int64_t saturatingDifference(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    if (__builtin_sub_overflow(a, b, &result))
        return a < b ? kMin : kMax;
    return result;
}

std::int64_t saturatingSum(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    if (__builtin_add_overflow(a, b, &result))
        return b < 0 ? kMin : kMax;
    return result;
}

std::int64_t saturatingRound(double value)
{
    if (std::isnan(value))
        return 0;
    if (value >= static_cast<double>(kMax))
        return kMax;
    if (value <= static_cast<double>(kMin))
        return kMin;
    return std::llround(value);
}

std::int64_t lengthNs(TimeRange range)
{
    return std::max<std::int64_t>(saturatingDifference(range.endNs, range.startNs), 0);
}

} // namespace tailrace
