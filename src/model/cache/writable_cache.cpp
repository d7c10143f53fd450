// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/writable_cache.h"

#include "model/cache/cache_directory.h"
#include "model/cache/schema.h"

#include <filesystem>

namespace tailrace {

namespace {

/// Losing power may cost the import that was running, never the cache: WAL with synchronous NORMAL. Debian builds
/// SQLite with secure_delete on, which would write every freed page once more.
constexpr char kWriterPragmas[] = "PRAGMA page_size = 16384;"
                                  "PRAGMA secure_delete = OFF;"
                                  "PRAGMA journal_mode = WAL;"
                                  "PRAGMA synchronous = NORMAL;"
                                  "PRAGMA temp_store = FILE;"
                                  "PRAGMA cache_size = -32768;"
                                  "PRAGMA wal_autocheckpoint = 2000;";

/// Makes a new cache under another name and moves it into place, so that it is never there without its tables.
Result<void> makeCache(const std::string& path)
{
    std::error_code error;
    if (std::filesystem::is_symlink(path, error) || std::filesystem::file_size(path, error) > 0)
        if (!error)
            return {};
    const std::string unfinished = path + kUnfinishedSuffix;
    removeCacheFile(unfinished); // a crash may have left one
    {
        Result<Database> database = Database::open(unfinished, Database::Mode::Create);
        if (!database) {
            database.error().where = path;
            return failure(std::move(database));
        }
        for (Result<void> ready : {database->execute(kWriterPragmas), prepareSchema(*database)})
            if (!ready) {
                removeCacheFile(unfinished);
                return ready;
            }
    }
    std::filesystem::rename(unfinished, path, error);
    if (!error)
        return {};
    removeCacheFile(unfinished);
    return failure(ErrorCode::Unreadable, "cannot be written: " + error.message(), path);
}

constexpr char kRemoveAll[] = "DELETE FROM tree; DELETE FROM trace_service; DELETE FROM trace;"
                              "DELETE FROM span; DELETE FROM event; DELETE FROM link; DELETE FROM log;"
                              "DELETE FROM resource; DELETE FROM scope; DELETE FROM string;"
                              "DELETE FROM problem; DELETE FROM problem_sample; DELETE FROM member;"
                              "DELETE FROM source;";

std::string removalOf(std::int64_t source, std::int64_t firstSpan, std::int64_t firstLog)
{
    const std::string span = std::to_string(firstSpan);
    std::string sql = "DELETE FROM span WHERE id >= " + span + ";";
    sql += "DELETE FROM event WHERE span >= " + span + ";";
    sql += "DELETE FROM link WHERE span >= " + span + ";";
    sql += "DELETE FROM log WHERE id >= " + std::to_string(firstLog) + ";";
    sql += "DELETE FROM trace WHERE spans IS NULL;";
    sql += "DELETE FROM trace_service WHERE trace NOT IN (SELECT id FROM trace);";
    return sql + "DELETE FROM source WHERE id = " + std::to_string(source) + ";";
}

} // namespace

Result<Database> openForWriting(const std::string& path)
{
    if (Result<void> made = makeCache(path); !made)
        return failure(std::move(made));
    Result<Database> database = Database::open(path, Database::Mode::Create);
    if (!database)
        return database;
    for (Result<void> ready : {database->execute(kWriterPragmas), prepareSchema(*database)})
        if (!ready)
            return failure(std::move(ready));
    return database;
}

Result<void> removeSource(Database& database, std::int64_t source, std::int64_t firstSpan, std::int64_t firstLog)
{
    const std::string rows = source == kOnlySource ? kRemoveAll : removalOf(source, firstSpan, firstLog);
    const std::string sql = "BEGIN IMMEDIATE;" + rows + "COMMIT;";
    Result<void> done = database.execute(sql.c_str());
    if (!done)
        (void)database.execute("ROLLBACK");
    return done;
}

} // namespace tailrace
