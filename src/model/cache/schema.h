// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The cache file's schema and its version (sql/schema.sql). PRAGMA application_id tells a Tailrace cache from other
// SQLite files, PRAGMA user_version which version it is.

#include "model/base/result.h"
#include "model/cache/database.h"
#include "model/cache/file_lock.h"

#include <string>

namespace tailrace {

inline constexpr std::int64_t kSchemaVersion = 4;
inline constexpr std::int64_t kApplicationId = 0x5461696C; // "Tail"

/// Makes the tables in an empty database, or brings an older cache up to this version. Fails with Malformed for a
/// database that is no cache, or is of a newer version. For writers.
[[nodiscard]] Result<void> prepareSchema(Database& database);

/// Checks that this is a cache of the version we read. For readers.
[[nodiscard]] Result<void> checkSchema(Database& database);

/// A cache has one writer at a time: two would number their rows alike. Fails with Busy if there is one. Remove the
/// lock's file, path + kWriterLockSuffix, before giving up the lock.
[[nodiscard]] Result<FileLock> lockForWriting(const std::string& path);

/// Brings a cache file of an older version up to this one; leaves all other files as they are. Fails if it has to be
/// changed and cannot be (Busy, Unreadable, DiskFull).
[[nodiscard]] Result<void> migrateCache(const std::string& path);

} // namespace tailrace
