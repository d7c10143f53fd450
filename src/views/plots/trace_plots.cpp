// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/trace_plots.h"

#include "views/plots/duration_plot.h"
#include "views/plots/latency_histogram.h"

#include <QHBoxLayout>

namespace tailrace {

namespace {

constexpr int kHeight = 152;
constexpr int kHistogramWidth = 250;

} // namespace

TracePlots::TracePlots(QWidget* parent)
    : QWidget(parent)
    , m_durations(new DurationPlot(this))
    , m_histogram(new LatencyHistogram(this))
{
    setFixedHeight(kHeight);
    m_histogram->setFixedWidth(kHistogramWidth);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_durations, 1);
    row->addWidget(m_histogram);
    connect(m_durations, &DurationPlot::rangeDragged, this, &TracePlots::rangeSelected);
    connect(m_histogram, &LatencyHistogram::rangeDragged, this, [this](const TraceRange& durations) {
        TraceRange both = m_range;
        both.minDurationNs = durations.minDurationNs;
        both.maxDurationNs = durations.maxDurationNs;
        emit rangeSelected(both);
    });
    hide();
}

void TracePlots::showSearch(const QString& path, const SharedEnginePtr& engine, const Query& query, const TraceRange& range)
{
    m_range = range;
    if (path.isEmpty()) {
        m_job.cancel();
        hide();
        return;
    }
    m_job.start(
        [path = path.toStdString(), engine, query, range](const std::stop_token& stop) {
            return engine->use(path, stop,
                               [&](QueryEngine& queries) { return overviewOf(queries, query, range, stop); });
        },
        [this](Result<TraceOverview> overview) {
            if (overview) // else the list has said what is wrong with the cache
                take(std::move(*overview));
        });
}

void TracePlots::take(TraceOverview overview)
{
    m_overview = std::move(overview);
    m_durations->setOverview(m_overview, m_range);
    m_histogram->setOverview(m_overview, m_range);
    setVisible(m_overview.traces >= kFewest);
    emit shown();
}

QWidget* TracePlots::durations() const
{
    return m_durations;
}

QString TracePlots::percentilesText() const
{
    return m_histogram->percentilesText();
}

} // namespace tailrace
