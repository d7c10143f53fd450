// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/schema.h"

#include "model/cache/cache_directory.h"
#include "model/cache/file_lock.h"
#include "statements.h"

#include <array>
#include <filesystem>
#include <string>

namespace tailrace {

namespace {

/// kMigrations[n] takes a cache of version n + 1 to n + 2. A kept .tailrace file is migrated, never dropped.
constexpr std::array kMigrations{sql::kMigrateToLogs, sql::kMigrateToSummaries, sql::kMigrateToMembers};
static_assert(kMigrations.size() + 1 == kSchemaVersion);

struct Version {
    std::int64_t application = 0;
    std::int64_t version = 0;
    bool empty = false;
};

Result<Version> readVersion(Database& database)
{
    Version found;
    const Result<std::int64_t> application = database.integer("PRAGMA application_id");
    if (!application)
        return tl::unexpected<Error>(application.error());
    const Result<std::int64_t> version = database.integer("PRAGMA user_version");
    if (!version)
        return tl::unexpected<Error>(version.error());
    const Result<std::int64_t> tables = database.integer("SELECT count(*) FROM sqlite_schema");
    if (!tables)
        return tl::unexpected<Error>(tables.error());
    return Version{*application, *version, *tables == 0};
}

tl::unexpected<Error> notOurs(const Database& database, const Version& found)
{
    if (found.application != kApplicationId)
        return failure(ErrorCode::Malformed, "an SQLite database, but not a Tailrace cache", database.path());
    return failure(ErrorCode::Malformed,
                   "a cache of version " + std::to_string(found.version) + "; this program reads version " +
                       std::to_string(kSchemaVersion),
                   database.path());
}

Result<void> inTransaction(Database& database, const std::string& sql, std::int64_t version)
{
    const std::string all = "BEGIN IMMEDIATE;" + sql +
                            ";PRAGMA application_id = " + std::to_string(kApplicationId) +
                            ";PRAGMA user_version = " + std::to_string(version) + ";COMMIT;";
    Result<void> done = database.execute(all.c_str());
    if (!done)
        (void)database.execute("ROLLBACK");
    return done;
}

} // namespace

Result<void> prepareSchema(Database& database)
{
    Result<Version> found = readVersion(database);
    if (!found)
        return failure(std::move(found));
    if (found->empty)
        return inTransaction(database, sql::kSchema, kSchemaVersion);
    if (found->application != kApplicationId || found->version > kSchemaVersion || found->version < 1)
        return notOurs(database, *found);
    for (std::int64_t version = found->version; version < kSchemaVersion; ++version) {
        Result<void> done =
            inTransaction(database, kMigrations[static_cast<std::size_t>(version - 1)], version + 1);
        if (!done)
            return done;
    }
    return {};
}

Result<FileLock> lockForWriting(const std::string& path)
{
    Result<FileLock> lock =
        FileLock::take(path + kWriterLockSuffix, FileLock::Kind::Exclusive, FileLock::Wait::No);
    if (!lock)
        lock.error().where = path;
    if (!lock && lock.error().code == ErrorCode::Busy)
        lock.error().message = kBusyMessage;
    return lock;
}

Result<void> migrateCache(const std::string& path)
{
    {
        Result<Database> file = Database::open(path, Database::Mode::ReadOnly);
        const Result<Version> found = file ? readVersion(*file) : Result<Version>(Version{});
        if (!found || found->application != kApplicationId || found->version >= kSchemaVersion)
            return {};
    }
    const Result<FileLock> lock = lockForWriting(path);
    if (!lock)
        return tl::unexpected<Error>(lock.error());
    Result<Database> database = Database::open(path, Database::Mode::ReadWrite);
    Result<void> done = database ? prepareSchema(*database) : failure(std::move(database));
    std::error_code ignored;
    std::filesystem::remove(path + kWriterLockSuffix, ignored);
    return done;
}

Result<void> checkSchema(Database& database)
{
    Result<Version> found = readVersion(database);
    if (!found)
        return failure(std::move(found));
    if (found->empty)
        return failure(ErrorCode::Malformed, "nothing was stored here yet", database.path());
    if (found->application != kApplicationId || found->version != kSchemaVersion)
        return notOurs(database, *found);
    return {};
}

} // namespace tailrace
