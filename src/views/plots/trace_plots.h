// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The plots above the list of traces: durations over time, and how they are distributed. Both show all that a search
// finds, and mark what is selected in them. GUI thread only.

#include "model/items/job.h"
#include "model/items/shared_engine.h"
#include "model/query/trace_overview.h"
#include "model/query/trace_range.h"

#include <QWidget>

namespace tailrace {

class DurationPlot;
class LatencyHistogram;

class TracePlots : public QWidget
{
    Q_OBJECT

public:
    /// Below so many traces a list says more than plots.
    static constexpr std::uint64_t kFewest = 5;

    explicit TracePlots(QWidget* parent = nullptr);

    /// Shows what this search finds. Another call supersedes it; until the answer has come the old plots stay.
    void showSearch(const QString& path, const SharedEnginePtr& engine, const Query& query, const TraceRange& range);
    /// Ends what is being asked: another search comes, and goes first.
    void cancel() { m_job.cancel(); }
    /// What is on show.
    [[nodiscard]] const TraceOverview& overview() const { return m_overview; }
    [[nodiscard]] QWidget* durations() const;
    [[nodiscard]] QString percentilesText() const;

signals:
    /// A part of the traces was dragged over; what it does not narrow down is as it was.
    void rangeSelected(const tailrace::TraceRange& range);
    /// The plots show what was asked for last.
    void shown();

private:
    void take(TraceOverview overview);

    DurationPlot* m_durations;
    LatencyHistogram* m_histogram;
    TraceOverview m_overview;
    TraceRange m_range;
    JobRunner m_job;
};

} // namespace tailrace
