// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What an import does about the traces that its source lists without spans, once all is stored: those that the cache
// knows already are dropped, the others join the list of traces. When their spans come with a later source, the
// indexer joins them and they are ordinary traces from then on. Writer thread.

#include "model/base/result.h"

namespace tailrace {

class Database;

/// Call at the end of a source, inside its transaction, when spans and indexes are there.
[[nodiscard]] Result<void> finishListedTraces(Database& database);

} // namespace tailrace
