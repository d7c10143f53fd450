// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Times to pixels and back, rows to pixels and back. Pure functions without state, any thread. Instants are int64
// ns; they are subtracted as integers before anything becomes a double, because a double holds the ns of today's
// epoch only in steps of 256. Folded pieces of time map at a rate of their own (TimeFolds). No result overflows,
// whatever the input.

#include "views/common/time_folds.h"
#include "views/common/time_range.h"

namespace tailrace {

/// A piece of screen on which a range of time is shown.
struct TimeScale {
    TimeRange visible;
    double left = 0;                  ///< x of visible.startNs
    double width = 1;                 ///< pixels that the range takes
    const TimeFolds* folds = nullptr; ///< must outlive the scale; null = nothing is folded

    /// Outside of folds.
    [[nodiscard]] double pixelsPerNs() const;
};

/// How far beyond the scale's edges an x may lie; what is further out is held there, so that painting never sees
/// a coordinate that overflows.
inline constexpr double kOutsidePixels = 4096;

/// x of an instant, at most kOutsidePixels outside the scale.
[[nodiscard]] double xOf(std::int64_t timeNs, const TimeScale& scale);
/// Instant at x, also outside the scale.
[[nodiscard]] std::int64_t timeAt(double x, const TimeScale& scale);

/// Rows of one height, the first visible one at y = 0.
struct RowScale {
    int firstRow = 0;
    int rowHeight = 1;
    int rowCount = 0;
};

/// Row at y, or -1 where there is none.
[[nodiscard]] int rowAt(double y, const RowScale& scale);
/// y of a row's upper edge; may lie outside the view.
[[nodiscard]] double topOf(int row, const RowScale& scale);

} // namespace tailrace
