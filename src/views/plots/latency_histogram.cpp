// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/latency_histogram.h"

#include "model/base/format.h"
#include "views/common/theme.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kMinDragPx = 6;

QString text(std::int64_t ns)
{
    return QString::fromStdString(formatDuration(ns));
}

} // namespace

LatencyHistogram::LatencyHistogram(QWidget* parent)
    : QCustomPlot(parent)
    , m_all(new QCPBars(xAxis, yAxis))
    , m_inRange(new QCPBars(xAxis, yAxis))
    , m_title(new QCPTextElement(this))
{
    setAccessibleName(tr("Number of traces by duration"));
    setToolTip(tr("Drag to select traces by their duration"));
    xAxis->setTicker(QSharedPointer<DurationTicker>::create());
    yAxis->setVisible(false);
    m_title->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    plotLayout()->insertRow(0);
    plotLayout()->addElement(0, 0, m_title);
    for (QCPItemStraightLine*& line : m_lines)
        line = new QCPItemStraightLine(this);
    enableDragging(*this);
    connect(selectionRect(), &QCPSelectionRect::accepted, this, &LatencyHistogram::takeRect);
    connect(&Theme::instance(), &Theme::changed, this, &LatencyHistogram::recolor);
    recolor();
}

void LatencyHistogram::recolor()
{
    applyTheme(*this);
    const ThemeColors& colors = themeColors();
    m_all->setPen(Qt::NoPen);
    m_inRange->setPen(Qt::NoPen);
    m_all->setBrush(m_isNarrowed ? colors.line : colors.accent);
    m_inRange->setBrush(colors.accent);
    m_title->setFont(Theme::instance().smallFont());
    m_title->setTextColor(colors.mutedText);
    for (QCPItemStraightLine* line : m_lines)
        line->setPen(QPen(colors.mutedText, 1, Qt::DashLine));
    replot(rpQueuedReplot);
}

void LatencyHistogram::setOverview(const TraceOverview& overview, const TraceRange& range)
{
    m_isNarrowed = !range.isWhole();
    QVector<double> middles;
    QVector<double> all;
    QVector<double> inside;
    const double low = durationToAxis(overview.minDurationNs);
    const double width =
        std::max((durationToAxis(overview.maxDurationNs) - low) / TraceOverview::kBins, 0.005);
    for (std::size_t i = 0; i < overview.bins.size(); ++i) {
        middles.append(low + width * (static_cast<double>(i) + 0.5));
        all.append(static_cast<double>(overview.bins[i].traces));
        inside.append(m_isNarrowed ? static_cast<double>(overview.bins[i].inRange) : 0);
    }
    m_all->setData(middles, all, true);
    m_inRange->setData(middles, inside, true);
    for (QCPBars* bars : {m_all, m_inRange})
        bars->setWidth(width * 0.86);
    xAxis->setRange(low - width, low + width * (TraceOverview::kBins + 1));
    yAxis->setRange(0, all.isEmpty() ? 1 : std::max(1.0, *std::max_element(all.begin(), all.end())) * 1.04);
    const std::int64_t marks[] = {overview.p50Ns, overview.p95Ns, overview.p99Ns};
    for (std::size_t i = 0; i < 3; ++i) {
        const double at = durationToAxis(std::max(marks[i], overview.minDurationNs));
        m_lines[i]->point1->setCoords(at, 0);
        m_lines[i]->point2->setCoords(at, 1);
        m_lines[i]->setVisible(overview.inRange > 0);
    }
    m_title->setText(overview.inRange == 0
                         ? QString()
                         : tr("p50 %1 · p95 %2 · p99 %3").arg(text(marks[0]), text(marks[1]), text(marks[2])));
    recolor();
}

void LatencyHistogram::takeRect(const QRect& dragged)
{
    const QRect rect = dragged.normalized();
    if (rect.width() < kMinDragPx)
        return;
    TraceRange range;
    const double left = xAxis->pixelToCoord(rect.left());
    const double right = xAxis->pixelToCoord(rect.right());
    if (left > xAxis->range().lower)
        range.minDurationNs = axisToDuration(left);
    if (right < xAxis->range().upper)
        range.maxDurationNs = axisToDuration(right);
    emit rangeDragged(range);
}

} // namespace tailrace
