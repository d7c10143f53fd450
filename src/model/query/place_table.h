// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The temporary table places(span, parent, set_left, set_right, set_parent, children): where each span stands in its
// trace's tree, for queries that ask for its parent, its children or its nested set. Numbers of the sets count from 1 in
// each trace, through all of its roots; set_parent is -1 for roots. Made when a query needs it. One connection, one
// thread.

#include "model/cache/database.h"
#include "model/query/query_tree.h"

#include <stop_token>

namespace tailrace {

[[nodiscard]] bool readsPlaces(const Query& query);
/// Makes the table anew. Linear in the spans of the cache.
[[nodiscard]] Result<void> makePlaces(Database& database, const std::stop_token& stop);

} // namespace tailrace
