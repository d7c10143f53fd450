// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/trace_overview.h"

#include "model/query/query_scope.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

/// Calls `each` for every trace of the scope that is summed up.
template <class Each>
Result<void> forEachTrace(const QueryScope& scope, Each each)
{
    Result<Statement> rows = scope.database.prepare(
        "SELECT id, start_ns, duration_ns, errors FROM trace WHERE spans IS NOT NULL");
    if (!rows)
        return failure(std::move(rows));
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return {};
        if (scope.hasTrace(rows->integer(0)))
            each(TracePoint{rows->integer(1), rows->integer(2), rows->integer(3) > 0});
    }
}

/// Where a value lies among `count` cells of equal width.
std::size_t cellOf(double value, double from, double to, int count)
{
    const double share = to > from ? (value - from) / (to - from) : 0;
    return static_cast<std::size_t>(std::clamp(static_cast<int>(share * count), 0, count - 1));
}

class OverviewBuilder
{
public:
    OverviewBuilder(TraceOverview& overview, const TraceRange& range)
        : m_overview(overview)
        , m_range(range)
    {
    }

    void measure(const TracePoint& trace)
    {
        TraceOverview& o = m_overview;
        ++o.traces;
        if (trace.startNs != 0) {
            o.firstNs = m_known == 0 ? trace.startNs : std::min(o.firstNs, trace.startNs);
            o.lastNs = m_known == 0 ? trace.startNs : std::max(o.lastNs, trace.startNs);
            ++m_known;
        }
        if (trace.durationNs > 0) {
            o.minDurationNs = m_hasDuration ? std::min(o.minDurationNs, trace.durationNs) : trace.durationNs;
            o.maxDurationNs = std::max(o.maxDurationNs, trace.durationNs);
            m_hasDuration = true;
        }
    }

    void makeCells()
    {
        TraceOverview& o = m_overview;
        m_isGrid = m_known > TraceOverview::kMaxPoints;
        if (m_isGrid) {
            o.grid.traces.resize(static_cast<std::size_t>(TraceGrid::kColumns) * TraceGrid::kRows);
            o.grid.withErrors.resize(o.grid.traces.size());
        }
        m_low = std::log10(static_cast<double>(o.minDurationNs));
        m_high = std::log10(static_cast<double>(o.maxDurationNs));
        o.bins.resize(TraceOverview::kBins);
        const auto edge = [this](int bin) {
            return static_cast<std::int64_t>(
                std::pow(10.0, m_low + (m_high - m_low) * bin / static_cast<double>(TraceOverview::kBins)));
        };
        for (int bin = 0; bin < TraceOverview::kBins; ++bin) {
            o.bins[static_cast<std::size_t>(bin)].fromNs = edge(bin);
            o.bins[static_cast<std::size_t>(bin)].toNs = edge(bin + 1);
        }
    }

    void add(const TracePoint& trace)
    {
        TraceOverview& o = m_overview;
        const double level = std::log10(static_cast<double>(std::max(trace.durationNs, o.minDurationNs)));
        DurationBin& bin = o.bins[cellOf(level, m_low, m_high, TraceOverview::kBins)];
        ++bin.traces;
        if (m_range.holds(trace.startNs, trace.durationNs)) {
            ++bin.inRange;
            m_durations.push_back(trace.durationNs);
        }
        if (trace.startNs == 0)
            return;
        if (!m_isGrid) {
            o.points.push_back(trace);
            return;
        }
        const std::size_t column =
            cellOf(static_cast<double>(trace.startNs - o.firstNs), 0, static_cast<double>(o.lastNs - o.firstNs),
                   TraceGrid::kColumns);
        const std::size_t cell = cellOf(level, m_low, m_high, TraceGrid::kRows) * TraceGrid::kColumns + column;
        ++o.grid.traces[cell];
        o.grid.withErrors[cell] += trace.hasErrors ? 1 : 0;
    }

    void finish()
    {
        m_overview.inRange = m_durations.size();
        m_overview.p50Ns = percentile(0.50);
        m_overview.p95Ns = percentile(0.95);
        m_overview.p99Ns = percentile(0.99);
    }

private:
    std::int64_t percentile(double share)
    {
        if (m_durations.empty())
            return 0;
        const double rank = std::ceil(share * static_cast<double>(m_durations.size()));
        const auto at = m_durations.begin() + static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
        std::nth_element(m_durations.begin(), at, m_durations.end());
        return *at;
    }

    TraceOverview& m_overview;
    const TraceRange& m_range;
    std::vector<std::int64_t> m_durations;
    std::uint64_t m_known = 0;
    bool m_hasDuration = false;
    bool m_isGrid = false;
    double m_low = 0;
    double m_high = 0;
};

} // namespace

Result<TraceOverview> overviewOf(QueryEngine& engine, const Query& query, const TraceRange& range,
                                 const std::stop_token& stop)
{
    TraceOverview overview;
    Result<void> done = engine.within(
        query,
        [&](QueryScope& scope) -> Result<void> {
            OverviewBuilder builder(overview, range);
            Result<void> read = forEachTrace(scope, [&](const TracePoint& trace) { builder.measure(trace); });
            if (!read)
                return read;
            builder.makeCells();
            read = forEachTrace(scope, [&](const TracePoint& trace) { builder.add(trace); });
            builder.finish();
            return read;
        },
        stop);
    if (!done)
        return failure(std::move(done));
    return overview;
}

} // namespace tailrace
