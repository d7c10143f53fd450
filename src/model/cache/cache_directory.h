// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The user's cache directory: span caches keyed by the content of their sources, bounded in size, least recently
// used first to go. A small database beside them remembers which file on disk had which content, so that opening a
// file again does not read it. Several processes may use the directory at once; a cache that is leased is not
// removed. Any thread, one at a time an object.

#include "model/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace tailrace {

/// What tells on disk that a file has not changed since it was last seen.
struct FileIdentity {
    std::string path; ///< absolute
    std::uint64_t size = 0;
    std::int64_t modifiedNs = 0;
    std::uint64_t inode = 0;
};

/// Empty if `path` is not a regular file.
[[nodiscard]] std::optional<FileIdentity> identify(const std::string& path);

class CacheDirectory
{
public:
    static constexpr std::uint64_t kDefaultLimit = 8'000'000'000;

    /// $XDG_CACHE_HOME/tailrace, else ~/.cache/tailrace; made if missing. The limit is $TAILRACE_CACHE_LIMIT (bytes) or
    /// the default.
    [[nodiscard]] static Result<CacheDirectory> user();
    [[nodiscard]] static Result<CacheDirectory> at(const std::string& path, std::uint64_t limit);

    /// The hash remembered for exactly this state of this file.
    [[nodiscard]] std::optional<std::string> knownHash(const FileIdentity& file) const;
    /// The same for many files at once, in their order.
    [[nodiscard]] std::vector<std::optional<std::string>> knownHashes(std::span<const FileIdentity> files) const;
    /// Whether any file of this size was seen: only then can hashing it find a kept cache.
    [[nodiscard]] bool sawSize(std::uint64_t size) const;
    void remember(const FileIdentity& file, const std::string& hash) const;
    void remember(const std::vector<std::pair<FileIdentity, std::string>>& files) const;

    /// The kept cache of this content, leased to this process and marked as just used.
    [[nodiscard]] std::optional<std::string> find(const std::string& contentKey) const;
    /// A path for a cache in the making, leased; nobody else gets the same. removeCacheFile() if nothing comes of it.
    [[nodiscard]] std::string newFile() const;
    /// Files a finished and closed cache under its content; returns its path, leased. Then makes room. If the same
    /// content was kept meanwhile, that is used and the new file removed, unless `replace`. Waits for programs that
    /// read the new file, and fails with Busy if they keep it from being completed for long or `stop` is requested:
    /// it stays where it is.
    [[nodiscard]] Result<std::string> keep(const std::string& newFile, const std::string& contentKey,
                                           bool replace = false, const std::stop_token& stop = {}) const;
    /// Removes least recently used caches until the rest fits the limit, and what crashed imports left behind.
    void makeRoom() const;

private:
    std::string m_path;
    std::uint64_t m_limit = kDefaultLimit;
};

/// Behind the path of a cache: the file that its writer holds locked.
inline constexpr char kWriterLockSuffix[] = "-writer";
/// Behind the path of a cache: its file until it has its tables.
inline constexpr char kUnfinishedSuffix[] = "-new";

/// Removes a cache file with its journal and lock files, and gives up this process's lease of it.
void removeCacheFile(const std::string& path);

/// Keeps a cache from being removed by other processes as long as this process lives.
void leaseCache(const std::string& path);

} // namespace tailrace
