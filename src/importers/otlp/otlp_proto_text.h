// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Small things that the messages of all OTLP signals share. Pure functions, any thread.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace tailrace {

/// Bytes as lower-case hex digits.
[[nodiscard]] inline std::string hexOf(std::string_view bytes)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    out.reserve(2 * bytes.size());
    for (char c : bytes) {
        out += kDigits[(c >> 4) & 0xF];
        out += kDigits[c & 0xF];
    }
    return out;
}

/// A count that the protocol holds in 32 bits; larger ones become the largest.
[[nodiscard]] inline std::uint32_t otlpCount(std::uint64_t number)
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

} // namespace tailrace
