// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What ran after the main root had ended: messages worked on later, jobs that were only started, calls nobody
// waited for. ns. Linear in spans, no recursion. No state, any thread.

#include "model/analysis/time_chain.h"
#include "model/trace/span_table.h"

#include <cstdint>
#include <string>

namespace tailrace {

struct Aftermath {
    std::int64_t ns = 0;       ///< from the root's end to the trace's; 0 if nothing ran later
    SpanIndex span = kNoSpan;  ///< the one that takes most of it with all below it
    bool beganAfter = false;   ///< it began after the root's end; else it outlasted the root
    std::int64_t extentNs = 0; ///< from its start to the end of the last span below it
    std::uint32_t others = 0;  ///< more spans that began after the root's end, spans below such not counted
};

[[nodiscard]] Aftermath findAftermath(const SpanTable& trace, const TimeChain& chain);

/// "notifications › process orders.created waited 4.20 s in the queue and ran 1.30 s"
[[nodiscard]] std::string aftermathClause(const SpanTable& trace, const TimeChain& chain, const Aftermath& after);

} // namespace tailrace
