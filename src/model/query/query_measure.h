// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs a query's metric over the spans that a run of it found. One connection, one thread.

#include "model/query/query_metrics.h"
#include "model/query/query_run.h"

namespace tailrace {

/// The SQL functions chosen(trace) and chosen_span(span) must tell what the run found.
[[nodiscard]] Result<MetricResult> measureSpans(Database& database, QueryRun& run, const QueryMetric& metric,
                                                const MetricOptions& options, const std::stop_token& stop);

} // namespace tailrace
