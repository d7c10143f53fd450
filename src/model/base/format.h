// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Numbers as people read them. The only place where nanoseconds become text; the same in window and command
// line, whatever the locale.

#include <cstdint>
#include <string>

namespace tailrace {

/// Three significant digits in the unit that fits: "480 ns", "1.25 µs", "45.0 ms" as "45 ms", "2.40 s",
/// "3 min 20 s", "2 h 5 min". Negative lengths carry a sign.
[[nodiscard]] std::string formatDuration(std::int64_t ns);
/// Every digit there is, for details: "1,200.000 ms", "12 ns" below a microsecond.
[[nodiscard]] std::string formatDurationExact(std::int64_t ns);
/// "2026-11-22 10:14:07.318 UTC"; `digits` (0 … 9) of the second are shown.
[[nodiscard]] std::string formatInstantUtc(std::int64_t nsSinceEpoch, int digits = 3);
/// 86583 → "86,583".
[[nodiscard]] std::string formatCount(std::uint64_t count);
/// "1 span", "86,583 spans": the noun takes an s unless the count is 1.
[[nodiscard]] std::string formatCount(std::uint64_t count, const std::string& noun);
/// "22 MB", in powers of 1000 as file managers do.
[[nodiscard]] std::string formatBytes(std::uint64_t bytes);
/// part of whole as "75 %", below ten with one digit: "4.2 %"; "< 0.1 %" for what is there but tiny.
[[nodiscard]] std::string formatShare(double part, double whole);

} // namespace tailrace
