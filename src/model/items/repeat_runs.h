// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs of similar siblings: ten or more children of one span that follow one another and have the same service and
// name, each with all that is below it. Pure, any thread.

#include "model/items/row_state.h"

namespace tailrace {

inline constexpr SpanIndex kFewestRepeats = 10;

struct RepeatRun {
    SpanRun spans;                 ///< from the first sibling to the end of the last one's subtree
    SpanIndex count = 0;           ///< siblings
    std::uint32_t failed = 0;      ///< siblings with status error
    std::uint32_t failedBelow = 0; ///< spans below them with status error
    std::int64_t sumNs = 0;        ///< of the siblings' durations; saturates
    std::int64_t slowestNs = 0;
};

/// All runs, ascending by first span; runs may lie within runs. Linear in spans.
[[nodiscard]] std::vector<RepeatRun> repeatRuns(const SpanTable& table);

} // namespace tailrace
