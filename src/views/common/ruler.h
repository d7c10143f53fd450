// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where a time ruler has its ticks and what stands beside them. Ticks lie on round numbers: 1, 2 or 5 times a
// power of ten ns up to seconds, then on round seconds, minutes, hours and days. Pure, any thread.

#include "views/common/coordinates.h"
#include "views/common/time_display.h"

#include <QString>

#include <functional>
#include <vector>

namespace tailrace {

struct RulerTick {
    std::int64_t timeNs = 0; ///< same clock as the scale
    double x = 0;
    QString label; ///< time since the origin: "400 ms", "1.2 s"; or time of day: "10:14:07"
};

using TextWidth = std::function<double(const QString&)>;

/// The step between ticks, ns: the smallest round one of at least `minimumNs`.
[[nodiscard]] std::int64_t roundStep(std::int64_t minimumNs);

/// `offsetNs` as a tick label of a ruler with this step: as many decimals as the step needs, in the largest unit
/// in which three are enough.
[[nodiscard]] QString tickLabel(std::int64_t offsetNs, std::int64_t stepNs);

/// Ticks in the visible range, as close as labels allow (`textWidth` measures one); none lie in folds. They stand
/// on round times since `originNs`, or on round times of day of the clock that is displayed.
[[nodiscard]] std::vector<RulerTick> rulerTicks(const TimeScale& scale, std::int64_t originNs,
                                                const TextWidth& textWidth,
                                                TimeDisplay display = TimeDisplay::Relative);

} // namespace tailrace
