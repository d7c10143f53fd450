// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A critical path as a drawing with its sums, and as JSON. Memory does not grow with the number of segments. No
// state, any thread.

#include "commands/text_layout.h"
#include "model/base/json_writer.h"
#include "model/trace/critical_path.h"

#include <ostream>

namespace tailrace {

/// Each root's segments with bars, then the main root's time by kind, service and operation; stops when the stream
/// fails.
void writeCriticalPath(const SpanTable& trace, const CriticalPath& path, int width, const Style& style,
                       std::ostream& out);

/// {"traceId","roots":[{"spanId","startNs":"…","durationNs","main",
///   "segments":[{"spanId","startNs":"…","durationNs","kind","assumptions":[…]}]}],
///  "byService":[{"service","durationNs","share"}],"byOperation":[{"service","name","durationNs","share"}]}
/// The sums are those of the main root; shares are 0 … 1 of its length.
void writeCriticalPathJson(JsonWriter& json, const SpanTable& trace, const CriticalPath& path, std::ostream& out);

} // namespace tailrace
