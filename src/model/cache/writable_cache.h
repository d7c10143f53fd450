// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The file behind a cache's writer: made and opened, and cleared of a source that was not finished. Whoever calls holds
// the lock of the cache's writer. One thread.

#include "model/base/result.h"
#include "model/cache/database.h"

#include <cstdint>
#include <string>

namespace tailrace {

/// The number of a source before which there was none. Only its traces are indexed while they still come.
inline constexpr std::int64_t kOnlySource = 1;

/// Opens a cache, which is made if it is not there. A new file appears only with everything that makes it a cache.
[[nodiscard]] Result<Database> openForWriting(const std::string& path);

/// Removes the newest source with its spans and logs from these numbers on, which are the newest rows of every table.
[[nodiscard]] Result<void> removeSource(Database& database, std::int64_t source, std::int64_t firstSpan,
                                        std::int64_t firstLog);

} // namespace tailrace
