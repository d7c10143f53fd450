// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Duration of traces over their start: a point each, those with errors as red diamonds; a heat map where there are too
// many. A dragged rectangle becomes a range of both, a flat one of time only. GUI thread only.

#include "model/query/trace_overview.h"
#include "views/plots/plot_style.h"

namespace tailrace {

class DurationPlot : public QCustomPlot
{
    Q_OBJECT

public:
    explicit DurationPlot(QWidget* parent = nullptr);

    /// Shows these traces, with `range` marked.
    void setOverview(const TraceOverview& overview, const TraceRange& range);

signals:
    void rangeDragged(const tailrace::TraceRange& range);

private:
    void makeGraphs();
    void fillGrid(const TraceOverview& overview);
    void mark(const TraceRange& range);
    void takeRect(const QRect& rect);
    void recolor();

    QCPGraph* m_plain;
    QCPGraph* m_withErrors;
    QCPColorMap* m_map;
    QCPItemRect* m_mark;
    QSharedPointer<ClockTicker> m_clock;
    std::int64_t m_firstNs = 0;
    std::int64_t m_lastNs = 0;
};

} // namespace tailrace
