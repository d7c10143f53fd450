// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The spans of a trace, column by column, from a cache. One thread.

#include "model/cache/cached_statements.h"
#include "model/cache/detail_rows.h"
#include "model/trace/span_table.h"

#include <cstdint>

namespace tailrace {

/// Order, depth and marks of the spans of the trace with this number.
void loadTree(CachedStatements& statements, std::int64_t trace, SpanTable& table);
/// Everything else, after loadTree(). Errors of both are noted in the statements.
void loadColumns(CachedStatements& statements, DetailRows& details, std::int64_t trace, SpanTable& table);

} // namespace tailrace
