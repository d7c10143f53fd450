// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A trace as it looks with its clocks corrected: a table of its own, so that whatever works on tables (waterfall,
// critical path, flame graph, statistics, search) works on corrected times without knowing of them. Lengths, the
// tree and what was recorded beside times stay; siblings are put in order of their corrected starts. The spans say
// how far they were moved (SpanTable::movedBy). Pure, any thread.

#include "model/trace/clock_layer.h"
#include "model/trace/span_table.h"

#include <vector>

namespace tailrace {

struct CorrectedTrace {
    SpanTablePtr table;
    std::vector<SpanIndex> placeOf; ///< by SpanIndex of the recorded trace: that of the same span in `table`
};

/// `recorded` is a trace as it came from the cache, `clocks` were estimated for it. Times are kept within what 64
/// bits hold. O(n log n), iterative.
[[nodiscard]] CorrectedTrace correctTrace(const SpanTable& recorded, const ClockLayer& clocks);

} // namespace tailrace
