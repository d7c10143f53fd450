// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What an import does about its log records once all are stored: drops exact copies, and counts those whose traces
// are not in the cache. A later source may bring these traces, so older counts are looked at again. Writer thread.

#include "model/base/result.h"

#include <cstdint>

namespace tailrace {

class Database;

/// Call at the end of a source, inside its transaction, when spans and indexes are there.
[[nodiscard]] Result<void> finishLogs(Database& database, std::int64_t source);

} // namespace tailrace
