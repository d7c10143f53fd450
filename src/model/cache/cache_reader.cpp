// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/cache_reader.h"

#include "model/cache/cached_statements.h"
#include "model/cache/detail_rows.h"
#include "model/cache/list_statement.h"
#include "model/cache/report_rows.h"
#include "model/cache/schema.h"
#include "model/cache/span_table_loader.h"
#include "statements.h"

namespace tailrace {

namespace {

constexpr char kReaderPragmas[] = "PRAGMA query_only = ON;"
                                  "PRAGMA cache_size = -65536;"
                                  "PRAGMA mmap_size = 1073741824;"
                                  "PRAGMA temp_store = MEMORY;";

} // namespace

struct CacheReader::Private : CachedStatements {
    using CachedStatements::CachedStatements;

    DetailRows details{*this};

    Result<void> eachLog(Statement& query, const std::function<bool(const LogDetail&)>& each)
    {
        while (step(query)) {
            const LogDetail log = details.readLog(query);
            if (failed() || !each(log))
                break;
        }
        query.reset();
        if (failed())
            return takeError();
        return {};
    }

    TraceSummary readSummary(const Statement& row)
    {
        const auto count = [&](int column) { return static_cast<std::uint32_t>(row.integer(column)); };
        TraceSummary summary;
        summary.traceId = traceIdOf(row.integer(1), row.integer(2));
        summary.rootService = row.text(3);
        summary.rootName = row.text(4);
        summary.startNs = row.integer(5);
        summary.durationNs = row.integer(6);
        summary.spans = count(7);
        summary.errors = count(8);
        summary.roots = count(9);
        summary.orphans = count(10);
        if (row.integer(11) != 0) {
            summary.isSummary = true;
            summary.knowsSpans = row.integer(12) >= 0;
            summary.knowsErrors = row.integer(13) >= 0;
            summary.spans = summary.knowsSpans ? count(12) : 0;
            summary.errors = summary.knowsErrors ? count(13) : 0;
        }
        if (Statement* services = statement(sql::kTraceServices)) {
            services->bind(1, row.integer(0));
            while (step(*services))
                summary.services.emplace_back(services->text(0));
        }
        return summary;
    }

    /// Number of a trace in the cache, or 0.
    std::int64_t numberOf(TraceId id)
    {
        Statement* query = statement(sql::kTraceNumber);
        if (query == nullptr)
            return 0;
        const std::int64_t number = step(bindId(*query, id)) ? query->integer(0) : 0;
        query->reset();
        return number;
    }

    tl::unexpected<Error> noSuchTrace(TraceId id)
    {
        if (failed())
            return takeError();
        return failure(ErrorCode::NotFound, "no trace " + toHex(id) + " here");
    }

    Result<bool> eachOfTrace(std::int64_t number, TraceId id, const std::function<bool(const SpanDetail&)>& each)
    {
        Statement* query = statement(sql::kSpanDetailsOfTrace);
        if (query == nullptr)
            return takeError();
        query->bind(1, number);
        while (step(*query)) {
            const SpanDetail span = details.readSpan(*query, id);
            if (failed())
                break;
            if (!each(span)) {
                query->reset();
                return false;
            }
        }
        if (failed())
            return takeError();
        return true;
    }
};

CacheReader::CacheReader(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

CacheReader::~CacheReader() = default;
CacheReader::CacheReader(CacheReader&&) noexcept = default;
CacheReader& CacheReader::operator=(CacheReader&&) noexcept = default;

Result<CacheReader> CacheReader::open(const std::string& path)
{
    Result<Database> database = Database::open(path, Database::Mode::ReadOnly);
    if (!database)
        return failure(std::move(database));
    auto d = std::make_unique<Private>(std::move(*database));
    for (Result<void> ready : {checkSchema(d->database()), d->database().execute(kReaderPragmas)}) {
        if (!ready) {
            if (ready.error().where.empty())
                ready.error().where = path;
            return failure(std::move(ready));
        }
    }
    return CacheReader(std::move(d));
}

const std::string& CacheReader::path() const
{
    return d->database().path();
}

void CacheReader::interrupt()
{
    d->database().interrupt();
}

Result<CacheTotals> CacheReader::totals()
{
    Statement* query = d->statement(sql::kTotals);
    if (query == nullptr || !d->step(*query))
        return d->takeError();
    const auto count = [&](int column) { return static_cast<std::uint64_t>(query->integer(column)); };
    const CacheTotals totals{count(0), count(1), count(2), count(3), query->integer(4)};
    query->reset();
    return totals;
}

Result<std::vector<TraceSummary>> CacheReader::traces(const TraceQuery& query)
{
    Statement* list = d->statement(listStatement(query.order, query.descending));
    if (list == nullptr)
        return d->takeError();
    list->bind(1, query.limit).bind(2, query.offset);
    std::vector<TraceSummary> traces;
    while (d->step(*list))
        traces.push_back(d->readSummary(*list));
    if (d->failed())
        return d->takeError();
    return traces;
}

Result<TraceSummary> CacheReader::trace(TraceId id)
{
    const std::int64_t number = d->numberOf(id);
    if (number == 0)
        return d->noSuchTrace(id);
    Statement* query = d->statement(sql::kTraceSummary);
    if (query == nullptr || !d->step(query->bind(1, number)))
        return d->noSuchTrace(id);
    TraceSummary summary = d->readSummary(*query);
    query->reset();
    if (d->failed())
        return d->takeError();
    return summary;
}

Result<SpanTablePtr> CacheReader::loadTrace(TraceId id)
{
    const std::int64_t number = d->numberOf(id);
    if (number == 0)
        return d->noSuchTrace(id);
    auto table = std::make_shared<SpanTable>();
    table->traceId = id;
    loadTree(*d, number, *table);
    if (table->rowId.empty() && !d->failed())
        return failure(ErrorCode::NotFound, std::string(kSummaryOnly), toHex(id));
    loadColumns(*d, d->details, number, *table);
    if (d->failed())
        return d->takeError();
    completeSpanTable(*table);
    return SpanTablePtr(std::move(table));
}

Result<SpanDetail> CacheReader::spanDetail(std::int64_t rowId)
{
    Statement* query = d->statement(sql::kSpanDetail);
    if (query == nullptr)
        return d->takeError();
    if (!d->step(query->bind(1, rowId))) {
        if (d->failed())
            return d->takeError();
        return failure(ErrorCode::NotFound, "no such span in this cache");
    }
    TraceId traceId;
    if (Statement* trace = d->statement(sql::kTraceIdOfNumber)) {
        if (d->step(trace->bind(1, query->integer(1))))
            traceId = traceIdOf(trace->integer(0), trace->integer(1));
        trace->reset();
    }
    SpanDetail span = d->details.readSpan(*query, traceId);
    const std::int64_t number = query->integer(1);
    query->reset();
    d->details.readLogs(span, number);
    if (d->failed())
        return d->takeError();
    return span;
}

Result<void> CacheReader::forEachSpan(const std::function<bool(const SpanDetail&)>& each)
{
    Statement* list = d->statement(sql::kTraceNumbers);
    if (list == nullptr)
        return d->takeError();
    while (d->step(*list)) {
        TraceId id;
        if (Statement* trace = d->statement(sql::kTraceIdOfNumber)) {
            if (d->step(trace->bind(1, list->integer(0))))
                id = traceIdOf(trace->integer(0), trace->integer(1));
            trace->reset();
        }
        Result<bool> goOn = d->eachOfTrace(list->integer(0), id, each);
        if (!goOn || !*goOn) {
            list->reset();
            return goOn ? Result<void>() : failure(std::move(goOn));
        }
    }
    if (d->failed())
        return d->takeError();
    return {};
}

Result<void> CacheReader::forEachSpan(TraceId id, const std::function<bool(const SpanDetail&)>& each)
{
    const std::int64_t number = d->numberOf(id);
    if (number == 0)
        return d->noSuchTrace(id);
    Result<bool> done = d->eachOfTrace(number, id, each);
    return done ? Result<void>() : failure(std::move(done));
}

Result<std::vector<ImportReport>> CacheReader::reports()
{
    return readReports(d->database());
}

Result<void> CacheReader::forEachLog(const std::function<bool(const LogDetail&)>& each)
{
    Statement* query = d->statement(sql::kAllLogs);
    return query == nullptr ? d->takeError() : d->eachLog(*query, each);
}

Result<void> CacheReader::forEachLog(TraceId id, const std::function<bool(const LogDetail&)>& each)
{
    Statement* query = d->statement(sql::kLogsOfTrace);
    return query == nullptr ? d->takeError() : d->eachLog(bindId(*query, id), each);
}

} // namespace tailrace
