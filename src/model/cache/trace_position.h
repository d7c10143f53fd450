// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where traces stand in the list, for a list that grows under the eyes of its reader. Any thread.

#include "model/cache/cache_reader.h"

#include <optional>
#include <span>
#include <stop_token>

namespace tailrace {

/// The row of each of these traces in the whole list in this order, from 0; nothing for one that is not listed.
/// Goes through the list up to the last of them. Fails as CacheReader does, Cancelled when stopped.
[[nodiscard]] Result<std::vector<std::optional<std::int64_t>>> positionsOf(const std::string& cacheFile,
                                                                           TraceOrder order, bool descending,
                                                                           std::span<const TraceId> traces,
                                                                           const std::stop_token& stop);

} // namespace tailrace
