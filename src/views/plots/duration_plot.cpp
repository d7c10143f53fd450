// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/duration_plot.h"

#include "views/common/theme.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr int kMinDragPx = 6; // less is a click, or means the other axis only
constexpr double kEdge = 0.02; // empty share at both ends of an axis

void setRoom(QCPAxis& axis, double from, double to, double least)
{
    const double edge = std::max((to - from) * kEdge, least);
    axis.setRange(from - edge, to + edge);
}

} // namespace

DurationPlot::DurationPlot(QWidget* parent)
    : QCustomPlot(parent)
    , m_plain(addGraph())
    , m_withErrors(addGraph())
    , m_map(new QCPColorMap(xAxis, yAxis))
    , m_mark(new QCPItemRect(this))
    , m_clock(new ClockTicker)
{
    setAccessibleName(tr("Duration of traces over their start"));
    setToolTip(tr("Drag to select traces by start and duration; ◆ has errors"));
    xAxis->setTicker(m_clock);
    yAxis->setTicker(QSharedPointer<DurationTicker>::create());
    enableDragging(*this);
    makeGraphs();
    connect(selectionRect(), &QCPSelectionRect::accepted, this, &DurationPlot::takeRect);
    connect(&Theme::instance(), &Theme::changed, this, &DurationPlot::recolor);
    recolor();
}

void DurationPlot::makeGraphs()
{
    for (QCPGraph* graph : {m_plain, m_withErrors}) {
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setAdaptiveSampling(true);
    }
    m_map->setInterpolate(false);
    m_map->setTightBoundary(true);
    m_mark->topLeft->setType(QCPItemPosition::ptPlotCoords);
    m_mark->bottomRight->setType(QCPItemPosition::ptPlotCoords);
    m_mark->setClipToAxisRect(true);
    m_mark->setVisible(false);
}

void DurationPlot::recolor()
{
    applyTheme(*this);
    const ThemeColors& colors = themeColors();
    QColor ink = colors.accent;
    ink.setAlphaF(0.55F);
    m_plain->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, ink, ink, 5));
    m_withErrors->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDiamond, colors.error, colors.error, 7));
    QCPColorGradient gradient;
    gradient.clearColorStops();
    QColor faint = colors.accent;
    faint.setAlphaF(0.15F);
    gradient.setColorStopAt(0, Qt::transparent);
    gradient.setColorStopAt(0.0001, faint);
    gradient.setColorStopAt(1, colors.accent);
    m_map->setGradient(gradient);
    QColor fill = colors.accent;
    fill.setAlphaF(0.12F);
    m_mark->setBrush(fill);
    m_mark->setPen(QPen(colors.accent));
    replot(rpQueuedReplot);
}

void DurationPlot::setOverview(const TraceOverview& overview, const TraceRange& range)
{
    m_firstNs = overview.firstNs;
    m_lastNs = overview.lastNs;
    m_clock->setOrigin(m_firstNs);
    QVector<double> starts[2];
    QVector<double> durations[2];
    for (const TracePoint& point : overview.points) {
        const int which = point.hasErrors ? 1 : 0;
        starts[which].append(static_cast<double>(point.startNs - m_firstNs));
        durations[which].append(durationToAxis(std::max(point.durationNs, overview.minDurationNs)));
    }
    m_plain->setData(starts[0], durations[0]);
    m_withErrors->setData(starts[1], durations[1]);
    setRoom(*xAxis, 0, static_cast<double>(m_lastNs - m_firstNs), 1e6);
    setRoom(*yAxis, durationToAxis(overview.minDurationNs), durationToAxis(overview.maxDurationNs), 0.1);
    fillGrid(overview);
    mark(range);
    replot(rpQueuedReplot);
}

void DurationPlot::fillGrid(const TraceOverview& overview)
{
    m_map->setVisible(!overview.grid.traces.empty());
    if (overview.grid.traces.empty())
        return;
    const auto half = [](double from, double to, int cells) { return (to - from) / cells / 2; };
    const double width = static_cast<double>(m_lastNs - m_firstNs);
    const double low = durationToAxis(overview.minDurationNs);
    const double high = durationToAxis(overview.maxDurationNs);
    const double halfColumn = half(0, width, TraceGrid::kColumns);
    const double halfRow = half(low, high, TraceGrid::kRows);
    m_map->data()->setSize(TraceGrid::kColumns, TraceGrid::kRows);
    // A map's range runs from the middle of its first cell to that of its last.
    m_map->data()->setRange(QCPRange(halfColumn, width - halfColumn), QCPRange(low + halfRow, high - halfRow));
    QVector<double> starts;
    QVector<double> durations;
    double most = 1;
    for (int row = 0; row < TraceGrid::kRows; ++row)
        for (int column = 0; column < TraceGrid::kColumns; ++column) {
            const auto cell = static_cast<std::size_t>(row * TraceGrid::kColumns + column);
            // Few among many stay visible.
            const double value = std::log1p(static_cast<double>(overview.grid.traces[cell]));
            most = std::max(most, value);
            m_map->data()->setCell(column, row, value);
            if (overview.grid.withErrors[cell] > 0) {
                starts.append(halfColumn * (2 * column + 1));
                durations.append(low + halfRow * (2 * row + 1));
            }
        }
    m_map->setDataRange(QCPRange(0, most));
    m_withErrors->setData(starts, durations);
}

void DurationPlot::mark(const TraceRange& range)
{
    m_mark->setVisible(!range.isWhole());
    const auto timeAt = [this](std::int64_t ns) { return static_cast<double>(ns) - static_cast<double>(m_firstNs); };
    const double left = range.fromNs == INT64_MIN ? xAxis->range().lower : timeAt(range.fromNs);
    const double right = range.toNs == INT64_MAX ? xAxis->range().upper : timeAt(range.toNs);
    const double bottom =
        range.minDurationNs == INT64_MIN ? yAxis->range().lower : durationToAxis(range.minDurationNs);
    const double top = range.maxDurationNs == INT64_MAX ? yAxis->range().upper : durationToAxis(range.maxDurationNs);
    m_mark->topLeft->setCoords(left, top);
    m_mark->bottomRight->setCoords(right, bottom);
}

void DurationPlot::takeRect(const QRect& dragged)
{
    const QRect rect = dragged.normalized();
    const bool isWide = rect.width() >= kMinDragPx;
    const bool isHigh = rect.height() >= kMinDragPx;
    if (!isWide && !isHigh)
        return;
    TraceRange range;
    if (isWide) {
        range.fromNs = m_firstNs + std::llround(xAxis->pixelToCoord(rect.left()));
        range.toNs = m_firstNs + std::llround(xAxis->pixelToCoord(rect.right())) + 1;
    }
    if (isHigh) {
        // Beyond the ends of the axis everything is meant.
        const double top = yAxis->pixelToCoord(rect.top());
        const double bottom = yAxis->pixelToCoord(rect.bottom());
        if (top < yAxis->range().upper)
            range.maxDurationNs = axisToDuration(top);
        if (bottom > yAxis->range().lower)
            range.minDurationNs = axisToDuration(bottom);
    }
    emit rangeDragged(range);
}

} // namespace tailrace
