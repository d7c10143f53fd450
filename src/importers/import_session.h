// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// From files to a span cache: opens each input, finds its format, lets the reader fill batches while the cache's
// writer thread stores them, and finishes trees and summaries. Blocks the calling thread until done, so call it on
// a worker; progress is polled, the stop token cancels within 100 ms and leaves a cache that opens.

#include "model/base/progress.h"
#include "model/base/result.h"
#include "model/cache/import_report.h"
#include "model/trace/table_mapping.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace tailrace {

struct ImportRequest {
    std::vector<std::string> inputs; ///< files, archives, folders, or "-" for standard input; a .tailrace file is
                                     ///< opened as it is
    std::string cacheFile;           ///< where the user wants the cache; empty = the user's cache directory
    bool readAgain = false;          ///< do not take a kept cache for the same content
    std::vector<TableMapping> mappings = {}; ///< for inputs that are tables: the first whose columns are there is used
    /// Called on the importing thread once the file of a new cache is there, before anything is read. Readers may
    /// look at it from then on; ImportOutcome tells where it is in the end, unless the import fails and removes it.
    std::function<void(const std::string& cacheFile)> cacheStarted = {};
};

struct ImportOutcome {
    std::string cacheFile;             ///< the cache that now holds everything
    std::vector<ImportReport> reports; ///< one an input, in order
    std::vector<Error> failures;       ///< inputs of which nothing could be read
    bool fromCache = false;            ///< nothing had to be read: the content was known
    bool temporary = false;            ///< made from a pipe: not kept by content, remove it when done with it
};

/// Fails only if there is no cache to speak of (cannot be written, disk full, cancelled before the first span, or
/// every input failed: then with the first input's error). Inputs that fail beside others that succeed are listed in
/// the outcome.
[[nodiscard]] Result<ImportOutcome> importInputs(const ImportRequest& request, Progress& progress,
                                                 const std::stop_token& stop);

} // namespace tailrace
