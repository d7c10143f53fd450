// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The whole trace as a small picture: a line for each span while they are few, else a line for each depth, in the
// colours of the services, spans with errors marked red. Cost: one pass over the spans and one over the pixels,
// however many spans lie in one pixel. Pure, any thread.

#include "model/trace/span_table.h"
#include "views/common/coordinates.h"

#include <QColor>
#include <QImage>

#include <vector>

namespace tailrace {

struct OverviewInput {
    SpanTablePtr table;
    TimeRange range; ///< what the whole width shows
    QSize pixels;    ///< device pixels
    double pixelRatio = 1;
    std::vector<QColor> serviceColors; ///< by string id of the service
    QColor error;
};

/// Lines that a trace has in the overview.
[[nodiscard]] int overviewLanes(const SpanTable& table);
/// Transparent where there is no span.
[[nodiscard]] QImage renderOverview(const OverviewInput& input);

} // namespace tailrace
