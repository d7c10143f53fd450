// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a query's metric yields: a value for each step of time and each combination of what it groups by. Spans count
// where they start. Rates are spans a second; durations are ns. Plain values, any thread.

#include "model/query/query_tree.h"

#include <string>
#include <vector>

namespace tailrace {

struct NamedValue {
    std::string name; ///< "by(resource.service.name)", "count()"
    QueryValue value;
};

struct MetricOptions {
    std::int64_t fromNs =
        INT64_MIN; ///< the first step begins here or before; INT64_MIN = where the matching traces do
    std::int64_t toNs = INT64_MAX; ///< spans that start here or later do not count
    std::int64_t stepNs = 0;       ///< 0 = a round length that makes about 60 steps
};

struct MetricSeries {
    std::vector<NamedValue>
        labels;                ///< what was grouped by; "p" of quantiles; "bucket" of histograms: its upper end
    double value = 0;          ///< over the whole time; NaN if there is none
    std::vector<double> steps; ///< NaN where a step has no value (min, max, avg, quantiles)
};

struct MetricResult {
    std::int64_t fromNs = 0;
    std::int64_t stepNs = 1;
    std::uint64_t spans = 0;          ///< that were measured
    std::vector<MetricSeries> series; ///< the largest value first; equal ones by their labels
};

/// More steps than these are refused.
inline constexpr std::int64_t kMaxMetricSteps = 100'000;
/// More series than these are refused.
inline constexpr std::size_t kMaxMetricSeries = 10'000;

} // namespace tailrace
