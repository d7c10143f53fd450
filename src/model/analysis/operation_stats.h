// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The spans of one trace in groups, with the figures of each: by service and operation, by service, by kind, or by
// any text that a span has. ns. O(n log n) or better. No state, any thread.
//
// Percentiles are exact, by nearest rank: the smallest length that at least that share of the group's spans does not
// exceed. Spans without a recorded end are counted, but have no length.

#include "model/trace/critical_path.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tailrace {

enum class StatsGrouping : std::uint8_t {
    Operation, ///< service and name of the span
    Service,
    Kind,
    Value, ///< a text that the caller gives
};

struct OperationStats {
    SpanIndex span = kNoSpan;  ///< the longest of them; the first of equals
    std::string value;         ///< of StatsGrouping::Value
    bool hasValue = true;      ///< false for the group of spans without that value
    std::uint32_t count = 0;   ///< spans
    std::uint32_t unknown = 0; ///< of them without a recorded end; the lengths below leave them out
    std::uint32_t errors = 0;  ///< of them with status error
    std::int64_t totalNs = 0;  ///< sum of lengths; side by side and nested ones count each. Stops at 2^63 - 1
    std::int64_t selfNs = 0;   ///< sum of self times
    std::int64_t minNs = 0;
    std::int64_t meanNs = 0; ///< rounded down
    std::int64_t p50Ns = 0;
    std::int64_t p95Ns = 0;
    std::int64_t maxNs = 0;
    std::int64_t pathNs = 0; ///< on the critical path of the main root

    [[nodiscard]] bool hasLengths() const { return unknown < count; }
};

struct StatsTable {
    StatsGrouping grouping = StatsGrouping::Operation;
    std::vector<OperationStats> rows; ///< largest self time first; of equals the first in the waterfall
    std::int64_t pathNs = 0;          ///< length of the main root's critical path, the sum over all rows
};

/// Any grouping but Value. `path` is that of the trace.
[[nodiscard]] StatsTable operationStats(const SpanTable& trace, const CriticalPath& path, StatsGrouping grouping);

/// By what `valueOf` says of each span; it is asked once a span. Spans without a value are a group of their own.
[[nodiscard]] StatsTable operationStatsBy(const SpanTable& trace, const CriticalPath& path,
                                          const std::function<std::optional<std::string>(SpanIndex)>& valueOf);

} // namespace tailrace
