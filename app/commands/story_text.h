// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An explanation as text in paragraphs and as JSON; the same for what is said about a source of many traces.
// No state, any thread.

#include "commands/text_layout.h"
#include "model/analysis/explain.h"
#include "model/base/json_writer.h"
#include "model/cache/cache_reader.h"

#include <ostream>
#include <string>
#include <vector>

namespace tailrace {

/// `width` 0: paragraphs are not broken.
void writeStory(const SpanTable& trace, const Explanation& story, int width, const Style& style,
                std::ostream& out);

/// {"traceId","title","headline","startNs","durationNs","spans","errors","services":[…],"story":[sentences],
///  "chain":[{"spanId","service","name","count","durationNs","selfNs"}],
///  "selfTimes":[{"spanId","service","name","count","selfNs"}],"selfSumNs",
///  "gap":{"spanId","service","name","afterSpanId","beforeSpanId","startNs","durationNs"} or null,
///  "origins":[{"spanId","service","name","count","servicesAway","message"}],
///  "roots","orphans","cycles","duplicateIds","unfinished"}
void writeStoryJson(JsonWriter& json, const SpanTable& trace, const Explanation& story);

/// What a source of many traces holds.
struct SourceStory {
    CacheTotals totals;
    std::uint64_t failedTraces = 0; ///< that have a span with status error
    std::int64_t startNs = 0;       ///< of the first trace
    std::int64_t lastStartNs = 0;   ///< of the last one
    std::vector<TraceSummary> slowest;
    std::vector<TraceSummary> failed; ///< those with most errors
};
[[nodiscard]] Result<SourceStory> tellSource(CacheReader& cache);

void writeSourceStory(const SourceStory& story, const std::string& title, int width, const Style& style,
                      std::ostream& out);
/// {"traces","spans","services","errors","failedTraces","slowest":[trace…],"failed":[trace…]}, traces as `traces`
/// lists them.
void writeSourceStoryJson(JsonWriter& json, const SourceStory& story);

} // namespace tailrace
