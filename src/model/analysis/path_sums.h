// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The critical path of one root summed by service, by operation, by span. The sums of each grouping add up to the
// length of the path exactly. ns. O(n log n). No state, any thread.

#include "model/trace/critical_path.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace tailrace {

enum class PathGrouping : std::uint8_t {
    Service,
    Operation, ///< service and name of the span
    Span,
};

struct PathSum {
    SpanIndex span = kNoSpan;   ///< the one with most of it; the first on the path of equals
    std::uint32_t spans = 0;    ///< how many spans have a part in it
    std::uint32_t segments = 0; ///< how many segments
    std::int64_t ns = 0;
    std::array<std::int64_t, 5> byKindNs{}; ///< the same by PathKind
};

/// Largest first; of equals the one that comes first on the path. `path` is the segments of one root.
[[nodiscard]] std::vector<PathSum> sumPath(const SpanTable& trace, std::span<const PathSegment> path,
                                           PathGrouping grouping);

} // namespace tailrace
