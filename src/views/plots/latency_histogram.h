// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How many traces take how long, with the median and the 95th and 99th percentile as lines; what is selected stands out
// from the rest. Dragging selects a range of durations. GUI thread only.

#include "model/query/trace_overview.h"
#include "views/plots/plot_style.h"

namespace tailrace {

class LatencyHistogram : public QCustomPlot
{
    Q_OBJECT

public:
    explicit LatencyHistogram(QWidget* parent = nullptr);

    void setOverview(const TraceOverview& overview, const TraceRange& range);
    /// "p50 84 ms · p95 2.9 s · p99 8.1 s".
    [[nodiscard]] QString percentilesText() const { return m_title->text(); }

signals:
    /// `range` has durations only.
    void rangeDragged(const tailrace::TraceRange& range);

private:
    void takeRect(const QRect& rect);
    void recolor();

    QCPBars* m_all;
    QCPBars* m_inRange;
    QCPTextElement* m_title;
    QCPItemStraightLine* m_lines[3];
    bool m_isNarrowed = false;
};

} // namespace tailrace
