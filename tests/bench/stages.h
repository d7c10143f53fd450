// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the import benchmark measures, one function each. Every stage runs in a process of its own, so that its
// peak memory is its own; it times only the work named, with the input in the page cache, and prints what it found
// as lines "name value". Returns the process's exit code.

#include <string>

namespace tailrace::bench {

/// simdjson On-Demand over the same bytes in memory: every span, every field, every attribute and event is visited
/// and decoded, nothing kept. Prints seconds and spans.
[[nodiscard]] int walkJson(const std::string& file);

/// SQLite by itself: the rows of an existing cache are loaded into memory, then inserted into an empty database
/// with the same tables by prepared statements in one transaction, and the same indexes are built. No journal, no
/// synchronisation: nothing SQLite does row by row is faster. Prints seconds.
[[nodiscard]] int insertRows(const std::string& cacheFile, const std::string& target);

/// Our import of the file into a new cache under XDG_CACHE_HOME. Prints seconds, spans and the cache's path and
/// size.
[[nodiscard]] int importFile(const std::string& file);

/// The same file again, with the cache kept: prints the seconds until the cache is open (which reads the file
/// once, to know it by its content), until the first 100 traces are listed, and until the largest trace is in
/// memory.
[[nodiscard]] int reopen(const std::string& file);

} // namespace tailrace::bench
