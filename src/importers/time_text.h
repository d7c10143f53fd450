// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Times and lengths that are written as decimal numbers of some unit, or as dates, as exact nanoseconds: no detour
// through a double, which loses the last digits of today's dates. Pure functions, any thread.

#include <cstdint>
#include <optional>
#include <string_view>

namespace tailrace {

/// The value is the power of ten between the unit and a nanosecond.
enum class TimeUnit : int { Nanoseconds = 0, Microseconds = 3, Milliseconds = 6, Seconds = 9 };

struct DecimalTime {
    std::int64_t ns = 0;
    bool rounded = false; ///< the text had a fraction of a nanosecond
};

/// Reads digits with an optional sign, fraction and exponent ("1700000000000000000", "12.5", "1.7e18"), to the
/// nearest nanosecond. Nothing for other text and for what does not fit into 64 bits.
[[nodiscard]] std::optional<DecimalTime> decimalTime(std::string_view text, TimeUnit unit);

/// Reads a date with a time of day, as RFC 3339 and ISO 8601 write it, as ns since the epoch:
/// "2026-11-22T06:38:32.179Z", with any number of digits behind the point (or comma), a space for the T, an offset
/// ("+01:00", "+0100", "+01") or " UTC" for the Z. Without a zone it is UTC. Nothing for other text and for what
/// does not fit into 64 bits (years 1677 to 2262).
[[nodiscard]] std::optional<DecimalTime> isoTime(std::string_view text);

} // namespace tailrace
