// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The story of a trace in a sentence or two, and where a stretch of own time lies. No state, any thread.

#include "model/analysis/failures.h"
#include "model/analysis/time_chain.h"
#include "model/trace/span_table.h"

#include <string>

namespace tailrace {

/// Where the time went, what failed, and whether parts are missing.
[[nodiscard]] std::string headline(const SpanTable& trace, const TimeChain& chain, const Failures& failures);

/// "between Get Cart and Charge Card", "before Get Cart, its first child", "after Get Cart, its last child"; empty
/// if no child bounds the stretch.
[[nodiscard]] std::string stretchPlace(const SpanTable& trace, const Stretch& stretch);

/// "in preferences-db › SELECT user_preferences (3 spans), three services away"
[[nodiscard]] std::string originPlace(const SpanTable& trace, const FailureOrigin& origin);

} // namespace tailrace
