// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Sums up what a metric measures, span by span. Quantiles are exact: they keep eight bytes a span, all others only
// sums. One thread.

#include "model/base/result.h"
#include "model/query/query_metrics.h"

#include <map>

namespace tailrace {

class MetricSums
{
public:
    /// Steps begin at `fromNs`.
    MetricSums(const QueryMetric& metric, std::int64_t fromNs, std::int64_t stepNs, std::int64_t steps);

    /// `values`: what is measured, if the metric measures something, then what it groups by. Fails with TooLarge.
    [[nodiscard]] Result<void> add(std::int64_t startNs, const std::vector<QueryValue>& values);
    [[nodiscard]] MetricResult result() const;

private:
    struct Sum {
        std::uint64_t count = 0;
        double sum = 0;
        double least = 0;
        double most = 0;
        std::vector<double> values; ///< for quantiles
    };
    struct Group {
        std::vector<QueryValue> labels;
        std::int64_t bucket = -1; ///< of a histogram: its values are below 2^bucket
        Sum whole;
        std::vector<Sum> steps;
    };

    void addTo(Sum& sum, double value) const;
    [[nodiscard]] double valueOf(const Sum& sum, double seconds, double quantile) const;
    [[nodiscard]] MetricSeries series(const Group& group, double quantile) const;

    QueryMetric m_metric;
    std::int64_t m_fromNs;
    std::int64_t m_stepNs;
    std::int64_t m_steps;
    std::uint64_t m_spans = 0;
    std::map<std::string, Group> m_groups;
};

/// A round length (1, 2 or 5 of a power of ten ns; of seconds also 15, 30 …) that makes at most about 60 steps.
[[nodiscard]] std::int64_t metricStep(std::int64_t lengthNs);

} // namespace tailrace
