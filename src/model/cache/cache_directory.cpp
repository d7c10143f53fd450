// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/cache_directory.h"

#include "model/cache/database.h"
#include "model/cache/file_lock.h"
#include "model/cache/schema.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace tailrace {

namespace {

/// Part of every cache's name: another schema, or readers that read more than before, make the old ones unused.
constexpr int kReaderRevision = 2;
constexpr char kSuffix[] = ".tailrace";
constexpr char kNewPrefix[] = "new-";
constexpr char kLeaseSuffix[] = ".lock";
/// Each waits for readers as long as any other access to a database.
constexpr int kSettleAttempts = 10;

Result<Database> fileList(const std::string& directory)
{
    Result<Database> database = Database::open(directory + "/files.db", Database::Mode::Create);
    if (!database)
        return database;
    Result<void> ready =
        database->execute("CREATE TABLE IF NOT EXISTS file (path TEXT PRIMARY KEY, size INTEGER NOT NULL, "
                          "modified_ns INTEGER NOT NULL, inode INTEGER NOT NULL, "
                          "content_hash TEXT NOT NULL) STRICT, WITHOUT ROWID");
    if (!ready)
        return failure(std::move(ready));
    return database;
}

std::string lockFile(const std::string& cache)
{
    return cache + kLeaseSuffix;
}

/// Leases of this process, kept until it ends or the cache is removed.
std::map<std::string, FileLock>& leases()
{
    static std::map<std::string, FileLock> held;
    return held;
}
std::mutex& leaseMutex()
{
    static std::mutex mutex;
    return mutex;
}

/// Removes a cache that nobody has leased. Nobody can lease it meanwhile.
bool removeUnused(const std::string& cache)
{
    const Result<FileLock> ours = FileLock::take(lockFile(cache), FileLock::Kind::Exclusive, FileLock::Wait::No);
    if (ours)
        removeCacheFile(cache);
    return ours.has_value();
}

/// Brings all of a closed cache into its file, which is renamed without its journal. A reader that looked at it to
/// the end may have kept a part there, and keeps it from being emptied for as long as a query takes.
bool settle(const std::string& cache, const std::stop_token& stop)
{
    for (int attempt = 0; attempt < kSettleAttempts; ++attempt) {
        std::error_code none;
        const std::uintmax_t journal = fs::file_size(cache + "-wal", none);
        if (none || journal == 0)
            return true;
        if (attempt > 0 && stop.stop_requested())
            return false;
        Result<Database> database = Database::open(cache, Database::Mode::ReadWrite);
        if (database && database->integer("PRAGMA wal_checkpoint(TRUNCATE)").value_or(1) == 0) // waits for readers
            return true;
    }
    return false;
}

bool isCache(const std::string& path)
{
    Result<Database> database = Database::open(path, Database::Mode::ReadOnly);
    return database && checkSchema(*database);
}

} // namespace

std::optional<FileIdentity> identify(const std::string& path)
{
    struct stat info {
    };
    if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
        return std::nullopt;
    std::error_code ignored;
    FileIdentity file;
    file.path = fs::absolute(path, ignored).lexically_normal().string();
    file.size = static_cast<std::uint64_t>(info.st_size);
    file.modifiedNs = std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
    file.inode = info.st_ino;
    return file;
}

void removeCacheFile(const std::string& path)
{
    std::error_code ignored;
    for (const char* tail : {"", "-wal", "-shm", "-journal"})
        for (const char* stage : {"", kUnfinishedSuffix})
            fs::remove(path + stage + tail, ignored);
    for (const char* tail : {kWriterLockSuffix, kLeaseSuffix})
        fs::remove(path + tail, ignored);
    const std::scoped_lock lock(leaseMutex());
    leases().erase(path);
}

void leaseCache(const std::string& path)
{
    const std::scoped_lock lock(leaseMutex());
    if (const auto held = leases().find(path); held != leases().end()) {
        if (held->second.isAt(lockFile(path)))
            return;
        leases().erase(held);
    }
    // Only who removes the cache makes us wait, and not for long.
    Result<FileLock> lease = FileLock::take(lockFile(path), FileLock::Kind::Shared, FileLock::Wait::Yes);
    if (lease)
        leases().emplace(path, std::move(*lease));
}

Result<CacheDirectory> CacheDirectory::user()
{
    std::string base;
    if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg == '/')
        base = xdg;
    else if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        base = std::string(home) + "/.cache";
    else
        base = fs::temp_directory_path().string();
    std::uint64_t limit = kDefaultLimit;
    if (const char* text = std::getenv("TAILRACE_CACHE_LIMIT"))
        std::from_chars(text, text + std::strlen(text), limit);
    return at(base + "/tailrace", limit);
}

Result<CacheDirectory> CacheDirectory::at(const std::string& path, std::uint64_t limit)
{
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        return failure(ErrorCode::Unreadable, "the cache directory cannot be made: " + error.message(), path);
    // Traces hold secrets: nobody else reads them.
    fs::permissions(path, fs::perms::owner_all, error);
    if (::access(path.c_str(), W_OK) != 0)
        return failure(ErrorCode::Unreadable, "the cache directory cannot be written", path);
    CacheDirectory directory;
    directory.m_path = path;
    directory.m_limit = limit;
    return directory;
}

std::optional<std::string> CacheDirectory::knownHash(const FileIdentity& file) const
{
    Result<Database> list = fileList(m_path);
    if (!list)
        return std::nullopt;
    Result<Statement> query = list->prepare(
        "SELECT content_hash FROM file WHERE path = ? AND size = ? AND modified_ns = ? AND inode = ?");
    if (!query)
        return std::nullopt;
    query->bindText(1, file.path).bind(2, static_cast<std::int64_t>(file.size));
    query->bind(3, file.modifiedNs).bind(4, static_cast<std::int64_t>(file.inode));
    if (!query->step().value_or(false))
        return std::nullopt;
    return std::string(query->text(0));
}

std::vector<std::optional<std::string>> CacheDirectory::knownHashes(std::span<const FileIdentity> files) const
{
    std::vector<std::optional<std::string>> hashes(files.size());
    Result<Database> list = fileList(m_path);
    if (!list)
        return hashes;
    Result<Statement> query = list->prepare(
        "SELECT content_hash FROM file WHERE path = ? AND size = ? AND modified_ns = ? AND inode = ?");
    for (std::size_t i = 0; query && i < files.size(); ++i) {
        query->bindText(1, files[i].path).bind(2, static_cast<std::int64_t>(files[i].size));
        query->bind(3, files[i].modifiedNs).bind(4, static_cast<std::int64_t>(files[i].inode));
        if (query->step().value_or(false))
            hashes[i] = std::string(query->text(0));
        query->reset();
    }
    return hashes;
}

bool CacheDirectory::sawSize(std::uint64_t size) const
{
    Result<Database> list = fileList(m_path);
    if (!list)
        return false;
    Result<Statement> query = list->prepare("SELECT 1 FROM file WHERE size = ? LIMIT 1");
    return query && query->bind(1, static_cast<std::int64_t>(size)).step().value_or(false);
}

void CacheDirectory::remember(const FileIdentity& file, const std::string& hash) const
{
    remember({{file, hash}});
}

void CacheDirectory::remember(const std::vector<std::pair<FileIdentity, std::string>>& files) const
{
    if (files.empty())
        return;
    Result<Database> list = fileList(m_path);
    if (!list)
        return;
    Result<Statement> insert = list->prepare("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)");
    if (!insert)
        return;
    (void)list->execute("BEGIN IMMEDIATE");
    for (const auto& [file, hash] : files) {
        insert->bindText(1, file.path).bind(2, static_cast<std::int64_t>(file.size)).bind(3, file.modifiedNs);
        (void)insert->bind(4, static_cast<std::int64_t>(file.inode)).bindText(5, hash).run();
    }
    (void)list->execute("COMMIT");
}

namespace {

std::string keptPath(const std::string& directory, const std::string& contentKey)
{
    return directory + "/" + contentKey + "-v" + std::to_string(kSchemaVersion) + "." +
           std::to_string(kReaderRevision) + kSuffix;
}

} // namespace

std::optional<std::string> CacheDirectory::find(const std::string& contentKey) const
{
    std::string path = keptPath(m_path, contentKey);
    if (!fs::exists(path))
        return std::nullopt;
    leaseCache(path);
    ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
    return fs::exists(path) ? std::optional(path) : std::nullopt;
}

std::string CacheDirectory::newFile() const
{
    // Numbers of processes come again, and differ between containers that share a directory: the lease tells whose a
    // file is.
    static std::atomic<int> counter{0};
    std::random_device random;
    std::string path;
    do {
        path = m_path + "/" + kNewPrefix + std::to_string(::getpid()) + "-" + std::to_string(counter++) + "-" +
               std::to_string(random()) + kSuffix;
    } while (fs::exists(lockFile(path)));
    leaseCache(path);
    return path;
}

Result<std::string> CacheDirectory::keep(const std::string& newFile, const std::string& contentKey,
                                         bool replace, const std::stop_token& stop) const
{
    if (!settle(newFile, stop))
        return failure(ErrorCode::Busy, "the cache cannot be kept while another program reads it", newFile);
    std::string path = keptPath(m_path, contentKey);
    leaseCache(path);
    std::error_code error;
    if (!replace && fs::exists(path, error) && isCache(path)) { // somebody else read the same, and was first
        removeCacheFile(newFile);
        makeRoom();
        return path;
    }
    fs::rename(newFile, path, error);
    if (error)
        return failure(ErrorCode::Unreadable, "the cache cannot be kept: " + error.message(), path);
    removeCacheFile(newFile); // what lies beside it
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, error);
    makeRoom();
    return path;
}

void CacheDirectory::makeRoom() const
{
    struct Kept {
        fs::file_time_type used;
        std::uint64_t size;
        std::string path;
    };
    std::vector<Kept> kept;
    std::set<std::string> unkept;
    std::uint64_t total = 0;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(m_path, error)) {
        const std::string name = entry.path().filename().string();
        const std::size_t suffix = name.find(kSuffix);
        if (suffix == std::string::npos)
            continue;
        const std::size_t end = suffix + sizeof kSuffix - 1;
        if (name.starts_with(kNewPrefix)) {
            unkept.insert(m_path + "/" + name.substr(0, end));
        } else if (end == name.size()) {
            const Kept file{entry.last_write_time(error), entry.file_size(error), entry.path().string()};
            total += error ? 0 : file.size;
            kept.push_back(file);
        }
    }
    for (const std::string& path : unkept)
        (void)removeUnused(path);
    std::sort(kept.begin(), kept.end(), [](const Kept& a, const Kept& b) { return a.used < b.used; });
    for (const Kept& file : kept) {
        if (total <= m_limit)
            break;
        if (removeUnused(file.path))
            total -= file.size;
    }
}

} // namespace tailrace
