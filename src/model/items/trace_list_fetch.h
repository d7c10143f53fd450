// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the list of traces asks a cache for besides its rows. Any thread, one at a time a reader.

#include "model/cache/cache_reader.h"

#include <QString>

namespace tailrace {

/// The day (UTC) on which all traces start, "2026-11-22"; empty where there are several or no traces.
[[nodiscard]] Result<QString> commonDay(CacheReader& reader);

} // namespace tailrace
