// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The traces that a query finds as plots show them: when they start, how long they take, which of them have errors.
// Everything is there for all of them, and how many of them lie in a range. Blocking; memory grows by 8 bytes a trace.

#include "model/query/query_engine.h"
#include "model/query/trace_range.h"

namespace tailrace {

struct TracePoint {
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
    bool hasErrors = false;
};

/// Counts over start and duration; cells of one size in time and in the logarithm of the duration.
struct TraceGrid {
    static constexpr int kColumns = 160;
    static constexpr int kRows = 40;
    std::vector<std::uint32_t> traces; ///< kColumns for the shortest durations first; empty where there are points
    std::vector<std::uint32_t> withErrors;
};

struct DurationBin {
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0; ///< the next bin's fromNs
    std::uint64_t traces = 0;
    std::uint64_t inRange = 0;
};

struct TraceOverview {
    static constexpr std::size_t kMaxPoints = 10'000;
    static constexpr int kBins = 48;

    std::uint64_t traces = 0;
    std::uint64_t inRange = 0;
    std::int64_t firstNs = 0; ///< the first start, of those that are known …
    std::int64_t lastNs = 0;  ///< … and the last
    std::int64_t minDurationNs = 1; ///< the shortest that takes time at all; shorter ones count as such
    std::int64_t maxDurationNs = 1;
    std::vector<TracePoint> points; ///< those with a known start; none if there are more than kMaxPoints
    TraceGrid grid;                 ///< then this
    std::vector<DurationBin> bins;  ///< of equal width in the logarithm
    std::int64_t p50Ns = 0; ///< percentiles of those in the range, by nearest rank
    std::int64_t p95Ns = 0;
    std::int64_t p99Ns = 0;
};

[[nodiscard]] Result<TraceOverview> overviewOf(QueryEngine& engine, const Query& query, const TraceRange& range,
                                               const std::stop_token& stop = {});

} // namespace tailrace
