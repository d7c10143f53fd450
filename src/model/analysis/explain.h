// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The story of one trace: where its time went, where it failed, what is missing. The window shows the headline,
// the command line prints all of it; both from here. Texts come out as recorded, without mark-up. O(n log n) in
// spans, no recursion. No state, any thread.

#include "model/analysis/failures.h"
#include "model/analysis/self_times.h"
#include "model/analysis/time_chain.h"
#include "model/trace/span_table.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tailrace {

/// What a span says about its failure (failureText of its detail); asked for the few origins that are told.
using FailureLookup = std::function<std::string(SpanIndex)>;

struct Explanation {
    static constexpr std::size_t kMaxSelfTimes = 5;
    static constexpr std::size_t kMaxOrigins = 5;

    std::string title;    ///< "POST /checkout on api-gateway took 2.40 s: 8 spans, 5 services, no errors."
    std::string headline; ///< see storySentence
    TimeChain chain;
    SelfTimes selfTimes;            ///< the kMaxSelfTimes largest
    std::optional<Stretch> stretch; ///< the longest time in which a span with children had none running
    Failures failures;              ///< the first kMaxOrigins origins
    /// Sentences that follow the headline, each complete: the order of the calls, the longest stretch of own time
    /// where the headline does not name it, errors, missing and doubtful data. May be empty.
    std::vector<std::string> order;
    std::vector<std::string> errors;
    std::vector<std::string> structure;
    std::uint32_t cycles = 0;       ///< spans at which a cycle of parents was cut
    std::uint32_t duplicateIds = 0; ///< spans that share their id with another one
    std::uint32_t unfinished = 0;   ///< spans without a recorded end
    std::uint32_t noStart = 0;      ///< spans without a recorded start
    std::uint32_t negative = 0;     ///< spans that end before they start
};

/// The whole story.
[[nodiscard]] Explanation explain(const SpanTable& trace, const FailureLookup& lookup = {});

/// The headline alone: "75 % of it was payment › Charge Card (1.80 s), and two thirds of that its Fraud Check
/// (1.20 s)." One to three sentences; "it" is the trace.
[[nodiscard]] std::string storySentence(const SpanTable& trace);

} // namespace tailrace
