// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which pieces of a row the critical path takes, in pixels, and what can be said of a segment. Cost follows the
// pixels of the row, never the number of segments. Any thread but for the colours, which are the GUI thread's.

#include "model/items/path_layer.h"
#include "views/common/coordinates.h"
#include "views/common/draw_list.h"

#include <QStringList>

#include <vector>

namespace tailrace {

/// The critical path as a waterfall is to show it.
struct ShownPath {
    TracePathPtr path;       ///< null = none
    bool emphasised = false; ///< dim what is not on it
    std::uint32_t current = kNoSegment;
};

struct PathPiece {
    double from = 0;
    double to = 0;
    bool waits = false; ///< a gap: nothing below was running, or something was on its way
    bool isCurrent = false;
};

/// Pieces of a row from left to right, whole device pixels, none over another. With `below` those of everything in
/// the span's subtree, as a collapsed row stands for it. `offsetNs` is added to all times of the path.
[[nodiscard]] std::vector<PathPiece> pathPieces(const ShownPath& shown, SpanIndex span, bool below,
                                                const TimeScale& scale, double pixelRatio,
                                                std::int64_t offsetNs = 0);
/// The segment of the row at an instant, or kNoSegment.
[[nodiscard]] std::uint32_t pathSegmentAt(const TracePath& path, SpanIndex span, bool below, std::int64_t timeNs);
/// Draws a piece as a line that ends at `bottom`, dashed where it waits, thicker where it is the current segment.
void addPathLine(DrawList& list, const PathPiece& piece, double bottom, double thickness);
/// The colour of what is not on the path while that is emphasised.
[[nodiscard]] QColor dimmed(const QColor& color);
/// "Critical path: 1.20 s, 50 % of 2.40 s", why, and what had to be assumed, a line each.
[[nodiscard]] QStringList pathSegmentLines(const SpanTable& trace, const TracePath& path, std::uint32_t position);

} // namespace tailrace
