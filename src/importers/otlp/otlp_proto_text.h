// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Small things that the messages of all OTLP signals share. Pure functions, any thread.

#include <algorithm>
#include <cstdint>
#include <limits>

namespace tailrace {

/// A count that the protocol holds in 32 bits; larger ones become the largest.
[[nodiscard]] inline std::uint32_t otlpCount(std::uint64_t number)
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

} // namespace tailrace
