// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Sizes, in logical pixels, of what the rows of a waterfall consist of; for those who draw them.

namespace tailrace {

inline constexpr double kChip = 9;           ///< square in the service's colour
inline constexpr double kKindWidth = 12;     ///< sign of the span's kind, with the gap
inline constexpr double kMark = 12;          ///< error, warning
inline constexpr double kGap = 6;            ///< between parts of a row
inline constexpr double kNarrowestName = 24; ///< what is shorter says nothing

inline constexpr double kMarkReach = 2;  ///< around a mark that still is the mark
inline constexpr double kEventReach = 4; ///< events closer than this are one tick

} // namespace tailrace
