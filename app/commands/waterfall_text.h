// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A trace as text: a line a span with its place in the tree, its duration, and a bar on the trace's time axis. Any
// size and depth; memory does not grow with the number of lines. No state, any thread.

#include "commands/text_layout.h"
#include "model/trace/span_table.h"

#include <ostream>

namespace tailrace {

/// Writes ruler and spans, `width` columns wide; stops when the stream fails.
void writeWaterfall(const SpanTable& trace, int width, const Style& style, std::ostream& out);

} // namespace tailrace
