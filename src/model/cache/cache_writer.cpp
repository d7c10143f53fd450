// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/cache_writer.h"

#include "model/base/bounded_queue.h"
#include "model/cache/batch_builder.h"
#include "model/cache/cache_directory.h"
#include "model/cache/database.h"
#include "model/cache/file_lock.h"
#include "model/cache/listed_traces.h"
#include "model/cache/log_totals.h"
#include "model/cache/row_tables.h"
#include "model/cache/schema.h"
#include "model/cache/trace_indexer.h"
#include "model/cache/writable_cache.h"
#include "statements.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>

namespace tailrace {

namespace {

constexpr std::size_t kQueuedBatches = 5;
/// What was committed can be looked at while the import goes on.
constexpr auto kCommitEvery = std::chrono::milliseconds(500);

std::int64_t nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

struct CacheWriter::Private {
    explicit Private(FileLock&& taken)
        : lock(std::move(taken))
    {
    }

    FileLock lock; // given up last
    Database database;
    RowTables tables;
    std::optional<BatchBuilder> builder;
    std::optional<TraceIndexer> indexer;
    std::optional<BoundedQueue<SpanBatch>> queue;
    std::thread thread;
    Result<void> written; // by the thread; read after it was joined
    std::int64_t source = 0;
    std::int64_t firstSpan = 0;
    std::int64_t firstLog = 0;
    bool hadTraces = false;
    bool wasEmpty = false;
    std::atomic<bool> stopped{false};
    std::optional<std::stop_callback<std::function<void()>>> onStop;

    ~Private()
    {
        stopThread();
        settle();
        close();
    }

    /// Whoever renames or copies the file finds everything in it.
    void settle()
    {
        indexer.reset(); // its statements keep the database open
        if (database.handle() != nullptr && !stopped)
            (void)database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    void close()
    {
        const std::string path = database.path();
        if (stopped)
            database.leaveJournal();
        onStop.reset();
        indexer.reset();
        database = {};
        std::error_code ignored;
        if (!path.empty())
            std::filesystem::remove(path + kWriterLockSuffix, ignored);
    }

    void stopThread()
    {
        if (!thread.joinable())
            return;
        queue->close();
        thread.join();
    }

    /// On whatever thread asks for it.
    void haveStopped()
    {
        stopped = true;
        if (queue)
            queue->close();
        database.interrupt();
    }

    /// One builder for all sources of a session: what it has numbered it need not learn again.
    Result<void> makeBuilder()
    {
        if (builder) {
            builder->beginSource();
            return {};
        }
        Result<Statement> query = database.prepare(sql::kIdBases);
        if (!query)
            return failure(std::move(query));
        const Result<bool> row = query->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        const IdBases bases{query->integer(0), query->integer(1), query->integer(2),
                            query->integer(3), query->integer(4), query->integer(5)};
        query->reset();
        builder.emplace(bases, [this](SpanBatch&& batch) { return queue->push(std::move(batch)); });
        if (bases.string > 1 && !builder->learn(database))
            return tl::unexpected<Error>(databaseError(database.handle()));
        return {};
    }

    /// The writer thread: one transaction a second or so.
    Result<void> writeBatches()
    {
        std::vector<Statement> inserts;
        for (const char* sql : {sql::kInsertStrings, sql::kInsertResources, sql::kInsertScopes, sql::kInsertTraces,
                                sql::kInsertSpans, sql::kInsertEvents, sql::kInsertLinks, sql::kInsertLogs,
                                sql::kListTraces, sql::kInsertListedServices}) {
            Result<Statement> statement = database.prepare(sql);
            if (!statement)
                return failure(std::move(statement));
            inserts.push_back(std::move(*statement));
        }
        Result<void> state = database.execute("BEGIN IMMEDIATE");
        auto committed = std::chrono::steady_clock::now();
        while (state) {
            const std::optional<SpanBatch> batch = queue->pop();
            if (!batch)
                break;
            tables.show(*batch);
            for (std::size_t i = 0; i < inserts.size() && state; ++i)
                state = stopped ? failure(ErrorCode::Cancelled, "cancelled") : inserts[i].run();
            if (state)
                state = indexer->add(*batch);
            const auto now = std::chrono::steady_clock::now();
            if (state && now - committed > kCommitEvery) {
                state = indexer->indexQuiet();
                if (state)
                    state = database.execute("COMMIT; BEGIN IMMEDIATE");
                committed = now;
            }
        }
        if (state && !stopped)
            return database.execute("COMMIT");
        if (state)
            state = failure(ErrorCode::Cancelled, "cancelled");
        queue->close();
        while (queue->pop()) // what is still queued is lost with the import
            continue;
        (void)database.execute("ROLLBACK");
        return state;
    }

    /// Everything that makes a source complete, within a transaction that is left open.
    Result<void> complete(ImportReport& report, bool isWhole, Progress& progress, const std::stop_token& stop);

    Result<void> storeReport(const ImportReport& report, bool complete, std::int64_t endSpan)
    {
        Result<Statement> finish = database.prepare(sql::kFinishSource);
        if (!finish)
            return failure(std::move(finish));
        const auto integer = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
        finish->bind(1, source).bindText(2, report.format).bindText(3, report.contentHash);
        finish->bind(4, integer(report.bytes)).bind(5, integer(report.spans)).bind(6, integer(report.traces));
        finish->bind(7, integer(report.services)).bind(8, integer(report.duplicates));
        finish->bind(9, integer(report.skipped)).bind(10, endSpan).bind(11, complete ? 1 : 2);
        Result<void> done = finish->run();
        if (done)
            done = storeProblems(report);
        return done ? storeMembers(report) : done;
    }

    Result<void> storeMembers(const ImportReport& report)
    {
        Result<Statement> insert = database.prepare(sql::kInsertMember);
        if (!insert)
            return failure(std::move(insert));
        std::int64_t sequence = 0;
        for (const MemberReport& member : report.members) {
            insert->bind(1, source).bind(2, sequence++).bindText(3, member.name).bindText(4, member.format);
            insert->bindText(5, member.contentHash).bindText(6, member.reason);
            insert->bind(7, static_cast<std::int64_t>(member.bytes))
                .bind(8, static_cast<std::int64_t>(member.spans));
            insert->bind(9, static_cast<std::int64_t>(member.problems)).bind(10, static_cast<int>(member.state));
            Result<void> done = insert->run();
            if (!done)
                return done;
        }
        return {};
    }

    Result<void> storeProblems(const ImportReport& report)
    {
        Result<Statement> problem = database.prepare(sql::kInsertProblem);
        Result<Statement> sample = database.prepare(sql::kInsertProblemSample);
        if (!problem)
            return failure(std::move(problem));
        if (!sample)
            return failure(std::move(sample));
        for (const ProblemGroup& group : report.problems) {
            const std::string_view code = info(group.code).id;
            problem->bind(1, source).bindText(2, code).bind(3, static_cast<std::int64_t>(group.count));
            Result<void> done = problem->run();
            for (std::size_t i = 0; i < group.samples.size() && done; ++i) {
                const ProblemSample& s = group.samples[i];
                sample->bind(1, source).bindText(2, code).bind(3, static_cast<std::int64_t>(i));
                sample->bind(4, s.where.line).bind(5, s.where.offset).bindText(6, s.detail).bind(7, s.member);
                done = sample->run();
            }
            if (!done)
                return done;
        }
        return {};
    }
};

CacheWriter::CacheWriter(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

CacheWriter::~CacheWriter() = default;
CacheWriter::CacheWriter(CacheWriter&&) noexcept = default;
CacheWriter& CacheWriter::operator=(CacheWriter&&) noexcept = default;

Result<CacheWriter> CacheWriter::open(const std::string& path)
{
    Result<FileLock> lock = lockForWriting(path);
    if (!lock)
        return failure(std::move(lock));
    auto d = std::make_unique<Private>(std::move(*lock));
    Result<Database> database = openForWriting(path);
    if (!database) {
        std::error_code ignored;
        std::filesystem::remove(path + kWriterLockSuffix, ignored);
        return failure(std::move(database));
    }
    d->database = std::move(*database);
    d->tables.attach(d->database);
    // An import that was cut off: its spans are the newest.
    Result<Statement> partial = d->database.prepare(sql::kPartialSources);
    if (!partial)
        return failure(std::move(partial));
    const Result<bool> found = partial->step();
    if (!found)
        return tl::unexpected<Error>(found.error());
    if (*found) {
        const std::int64_t source = partial->integer(0);
        const std::int64_t firstSpan = partial->integer(1);
        const std::int64_t firstLog = partial->integer(2);
        partial->reset();
        Result<void> removed = removeSource(d->database, source, firstSpan, firstLog);
        if (!removed)
            return failure(std::move(removed));
    }
    partial->reset();
    const Result<std::int64_t> sources = d->database.integer("SELECT count(*) FROM source");
    if (!sources)
        return tl::unexpected<Error>(sources.error());
    d->wasEmpty = *sources == 0;
    return CacheWriter(std::move(d));
}

Result<bool> CacheWriter::holds(const std::string& contentHash)
{
    Result<Statement> sources = d->database.prepare(sql::kListSources);
    if (!sources)
        return failure(std::move(sources));
    for (;;) {
        Result<bool> row = sources->step();
        if (!row || !*row)
            return row;
        if (sources->text(3) == contentHash && sources->integer(11) == 1)
            return true;
    }
}

Result<BatchBuilder*> CacheWriter::begin(const std::string& sourcePath, std::stop_token stop)
{
    d->onStop.reset();
    d->stopped = false;
    Result<void> numbered = d->makeBuilder();
    if (!numbered)
        return failure(std::move(numbered));
    const IdBases& next = d->builder->next();
    Result<Statement> insert = d->database.prepare(sql::kInsertSource);
    if (!insert)
        return failure(std::move(insert));
    Result<void> inserted =
        insert->bindText(1, sourcePath).bind(2, nowNs()).bind(3, next.span).bind(4, next.log).run();
    if (!inserted)
        return failure(std::move(inserted));
    d->source = d->database.lastInsertId();
    d->firstSpan = next.span;
    d->firstLog = next.log;
    d->hadTraces = next.trace > 1;
    d->written = {};
    d->queue.emplace(kQueuedBatches);
    d->indexer.emplace(d->database, d->tables, d->source == kOnlySource);
    d->onStop.emplace(std::move(stop), [this_ = d.get()] { this_->haveStopped(); });
    d->thread = std::thread([this_ = d.get()] { this_->written = this_->writeBatches(); });
    return &*d->builder;
}

Result<void> CacheWriter::Private::complete(ImportReport& report, bool isWhole, Progress& progress,
                                            const std::stop_token& stop)
{
    const bool grown = hadTraces || builder->forgotTraces();
    Result<void> state = database.execute("BEGIN IMMEDIATE");
    if (state && grown)
        state = database.execute(sql::kIndexes);
    if (state)
        state = indexer->finish(grown, report, progress, stop);
    if (state)
        state = storeReport(report, isWhole, builder->next().span);
    if (state && !grown)
        state = database.execute(sql::kIndexes);
    if (state)
        state = finishLogs(database, source);
    if (state)
        state = finishListedTraces(database);
    indexer.reset(); // its statements must be gone before the transaction ends
    return state;
}

Result<void> CacheWriter::finish(ImportReport& report, bool complete, Progress& progress,
                                 const std::stop_token& stop)
{
    (void)d->builder->flush();
    d->stopThread();
    Result<void> state = d->written;
    if (state) {
        d->database.stopOn(&stop);
        state = d->complete(report, complete, progress, stop);
        d->database.stopOn(nullptr);
        if (state)
            state = d->database.execute("COMMIT");
        if (!state)
            (void)d->database.execute("ROLLBACK");
    }
    if (!state && state.error().isCancelled())
        breakOff();
    else if (!state)
        (void)abandon();
    return state;
}

Result<void> CacheWriter::abandon()
{
    if (d->builder) {
        d->stopThread();
        d->onStop.reset();
        d->indexer.reset();
        d->builder.reset();
    }
    return removeSource(d->database, d->source, d->firstSpan, d->firstLog);
}

void CacheWriter::breakOff()
{
    if (!d->builder)
        return;
    d->haveStopped();
    d->stopThread();
    d->onStop.reset();
    d->indexer.reset();
    d->builder.reset();
}

void CacheWriter::settle()
{
    d->settle();
}

bool CacheWriter::wasEmpty() const
{
    return d->wasEmpty;
}

void CacheWriter::discard()
{
    const std::string path = d->database.path();
    breakOff();
    d->stopped = true;
    d->database.leaveJournal();
    d->onStop.reset();
    d->database = {};
    removeCacheFile(path); // and with it the lock's file, while it is locked
}

} // namespace tailrace
