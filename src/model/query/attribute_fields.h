// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which attributes a cache has: what can be asked for, for completion and choice. Spans and events are sampled in very
// large caches, so that a rare attribute may be missing. Blocking.

#include "model/query/query_engine.h"

namespace tailrace {

/// By scope (span, resource, event), then key; without repetition.
[[nodiscard]] Result<std::vector<FieldRef>> attributeFields(QueryEngine& engine, const std::stop_token& stop = {});

} // namespace tailrace
