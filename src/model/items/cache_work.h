// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How workers of the window read from a cache file: with a connection of their own, because one belongs to one
// thread, which the job's token interrupts. Blocks until read: call on a worker.

#include "model/base/result.h"
#include "model/cache/cache_reader.h"

#include <stop_token>
#include <string>

namespace tailrace {

/// Opens the cache as a Source (CacheReader, TraceScanner) and returns `read(source)`, a Result<T>. Fails as
/// Source::open() does, and as `read` does when stopped.
template <class T, class Source = CacheReader, class Read>
[[nodiscard]] Result<T> readFromCache(const std::string& cacheFile, const std::stop_token& stop, Read read)
{
    auto source = Source::open(cacheFile);
    if (!source)
        return failure(std::move(source));
    const std::stop_callback interrupt(stop, [&source] { source->interrupt(); });
    return read(*source);
}

} // namespace tailrace
