// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one writer of a cache file. A thread of its own takes batches from a bounded queue and stores them, so that
// parsing and writing overlap; finish() then builds trees, summaries and indexes. One import at a time:
//
//   open → begin (a source) → submit… → finish or abandon → begin (the next source) …
//
// What a crash leaves is a cache that opens; the source that was being written is marked partial and its spans are
// removed by the next open for writing. Other processes may read at any time; they see what is finished, and in a cache
// without older sources the traces that seem to be complete. All calls from one thread, except that the writer thread is
// internal.

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
    /// Creates the file or opens an existing cache, and keeps all other writers away until it is destroyed. Fails with
    /// Malformed if it is something else, Busy if there is another writer, Unreadable or DiskFull. A new file appears
    /// only with everything that makes it a cache.
    [[nodiscard]] static Result<CacheWriter> open(const std::string& path);
    ~CacheWriter();
    CacheWriter(CacheWriter&&) noexcept;
    CacheWriter& operator=(CacheWriter&&) noexcept;

    /// Whether a complete source with this content is in the cache already.
    [[nodiscard]] Result<bool> holds(const std::string& contentHash);
    /// Starts a source and the writer thread. The builder numbers what readers bring and submits by itself; it belongs
    /// to the writer and is valid until finish() or abandon(). Once a stop is requested nothing is taken any more.
    [[nodiscard]] Result<BatchBuilder*> begin(const std::string& sourcePath, std::stop_token stop = {});
    /// Waits until everything is stored, builds the trees, and completes the source with `report`, whose counts are
    /// filled in. `complete` false keeps what was read but marks the source as cut off. If it fails the source is taken
    /// back, as by breakOff() if it was stopped.
    [[nodiscard]] Result<void> finish(ImportReport& report, bool complete, Progress& progress,
                                      const std::stop_token& stop);
    /// Takes back everything of the source that was begun. Takes time if much was stored.
    [[nodiscard]] Result<void> abandon();
    /// Leaves the source that was begun at once, as a crash would: marked partial, until the next open for writing.
    void breakOff();

    /// Moves everything into the file itself, as far as readers allow it. Returns early if the source's stop is requested.
    void settle();
    /// Whether the cache held no source when it was opened.
    [[nodiscard]] bool wasEmpty() const;
    /// Ends and removes the file.
    void discard();

private:
    struct Private;
    explicit CacheWriter(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace tailrace
