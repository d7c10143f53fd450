// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the status bar says about a trace page: "8 spans, all shown · selected 45 ms, 0 – 45 ms". GUI thread only.

#include <QString>

#include <optional>

namespace tailrace {

class Selection;
class TimeAxis;
class WaterfallView;

struct TraceStatus {
    QString notice;                ///< what the last command has to say, until something else is done
    std::optional<qint64> pointed; ///< the time under the pointer, ns since the epoch
};

/// Times are told by the clock of the axis. Empty without a trace.
[[nodiscard]] QString statusText(const TraceStatus& status, const Selection& selection, const TimeAxis& axis,
                                 const WaterfallView& waterfall);

} // namespace tailrace
