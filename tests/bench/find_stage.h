// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How long it takes to find spans in a trace of a cache: by what the table of the trace knows, by words and by
// attributes, which lie in the cache. One thread.

#include <cstdint>

namespace tailrace::bench {

/// Imports a made-up trace of so many spans into a folder of its own and searches it; prints a line a search. False if
/// a goal is missed or the trace could not be made.
[[nodiscard]] bool runFind(std::uint64_t spans);

} // namespace tailrace::bench
