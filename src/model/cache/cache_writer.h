// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one writer of a cache file. A thread of its own takes batches from a bounded queue and stores them, so that
// parsing and writing overlap; finish() then builds trees, summaries and indexes. One import at a time:
//
//   open → begin (a source) → submit… → finish or abandon → begin (the next source) …
//
// What a crash leaves is a cache that opens; the source that was being written is marked partial and its spans are
// removed by the next open for writing. All calls from one thread, except that the writer thread is internal.

#include "model/base/progress.h"
#include "model/base/result.h"
#include "model/cache/import_report.h"
#include "model/cache/span_batch.h"

#include <memory>
#include <stop_token>
#include <string>

namespace tailrace {

class BatchBuilder;
class Database;

class CacheWriter
{
public:
    /// Creates the file or opens an existing cache. Fails with Malformed if it is something else, Busy if another
    /// process writes it, Unreadable or DiskFull.
    [[nodiscard]] static Result<CacheWriter> open(const std::string& path);
    ~CacheWriter();
    CacheWriter(CacheWriter&&) noexcept;
    CacheWriter& operator=(CacheWriter&&) noexcept;

    /// Whether a complete source with this content is in the cache already.
    [[nodiscard]] Result<bool> holds(const std::string& contentHash);
    /// Starts a source and the writer thread. The builder numbers what readers bring and submits by itself; it belongs
    /// to the writer and is valid until finish() or abandon().
    [[nodiscard]] Result<BatchBuilder*> begin(const std::string& sourcePath);
    /// Waits until everything is stored, builds the trees, and completes the source with `report`, whose counts are
    /// filled in. `complete` false keeps what was read but marks the source as cut off.
    [[nodiscard]] Result<void> finish(ImportReport& report, bool complete, Progress& progress,
                                      const std::stop_token& stop);
    /// Takes back everything of the source that was begun.
    [[nodiscard]] Result<void> abandon();

private:
    struct Private;
    explicit CacheWriter(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace tailrace
