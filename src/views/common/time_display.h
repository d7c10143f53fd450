// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Instants as a ruler and a status line tell them: counted from the trace's start, or by the clock of this place or
// of UTC. Pure but for the time zone of the process; any thread.

#include <QString>

#include <cstdint>

namespace tailrace {

enum class TimeDisplay {
    Relative, ///< since the trace began
    Local,    ///< time of day in this computer's time zone
    Utc,
};

/// How far the local clock is ahead of UTC at an instant (ns since the epoch), ns; 0 for UTC.
[[nodiscard]] std::int64_t clockOffsetNs(std::int64_t timeNs, TimeDisplay display);
/// "1.24 s" since `originNs`; "2026-11-22 10:14:07.318 UTC"; "2026-11-22 11:14:07.318 +01:00". `digits` (0 … 9) of
/// the second are shown by clocks.
[[nodiscard]] QString instantText(std::int64_t timeNs, std::int64_t originNs, TimeDisplay display, int digits = 3);
/// Time of day as a tick says it: "10:14", "10:14:07", "10:14:07.318", as exact as the step needs; the day
/// ("22 Nov") where the step is one or more of them.
[[nodiscard]] QString clockTickLabel(std::int64_t timeNs, std::int64_t stepNs, TimeDisplay display);

} // namespace tailrace
