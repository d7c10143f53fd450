// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The whole trace as a small picture: a line for each span while they are few, else a line for each depth, in the
// colours of the services. With more spans than pixels a line shows how much of each column's time is covered, as
// strength of colour, and errors are counted in a strip of their own above; else spans with errors are marked red.
// Cost: one pass over the spans and one over the pixels, however many spans lie in one pixel. Pure, any thread.

#include "model/trace/span_table.h"
#include "views/common/coordinates.h"

#include <QColor>
#include <QImage>

#include <stop_token>
#include <vector>

namespace tailrace {

/// A piece of a path through the trace, drawn in the line of its span.
struct OverviewSegment {
    TimeRange time;
    SpanIndex span = kNoSpan;
};

struct OverviewInput {
    SpanTablePtr table;
    TimeRange range; ///< what the whole width shows
    QSize pixels;    ///< device pixels
    double pixelRatio = 1;
    std::vector<QColor> serviceColors; ///< by string id of the service
    QColor error;
    TimeFoldsPtr folds{}; ///< null = none
    std::vector<OverviewSegment> path{};
    QColor pathColor{};
};

/// Where the lines of a trace lie in a picture of some height. Device pixels.
struct OverviewLanes {
    bool bySpan = true; ///< else by depth
    int lanes = 0;
    int shown = 0; ///< in very deep traces several depths share a line
    int margin = 0;
    double laneHeight = 1;
    int gap = 0;

    [[nodiscard]] int laneOf(const SpanTable& table, SpanIndex span) const;
    [[nodiscard]] int top(int lane) const;
    /// Without the gap below it; at least 1.
    [[nodiscard]] int height(int lane) const;
};

/// Largest depth of a trace; 0 if empty. Linear.
[[nodiscard]] std::uint32_t deepestLevel(const SpanTable& table);
[[nodiscard]] OverviewLanes overviewLanes(SpanIndex spans, std::uint32_t deepest, int pixelHeight,
                                          double pixelRatio);
/// Transparent where there is no span. What is there so far if stopped.
[[nodiscard]] QImage renderOverview(const OverviewInput& input, const std::stop_token& stop = {});

} // namespace tailrace
