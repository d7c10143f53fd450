// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/cache_reader.h"

#include "model/base/attribute_blob.h"
#include "model/cache/database.h"
#include "model/cache/list_statement.h"
#include "model/cache/report_rows.h"
#include "model/cache/schema.h"
#include "statements.h"

#include <algorithm>
#include <unordered_map>

namespace tailrace {

namespace {

constexpr char kReaderPragmas[] = "PRAGMA query_only = ON;"
                                  "PRAGMA cache_size = -65536;"
                                  "PRAGMA mmap_size = 1073741824;"
                                  "PRAGMA temp_store = MEMORY;";

TraceId traceIdOf(std::int64_t hi, std::int64_t lo)
{
    return {static_cast<std::uint64_t>(hi), static_cast<std::uint64_t>(lo)};
}

} // namespace

struct CacheReader::Private {
    Database database;
    std::unordered_map<const char*, Statement> statements;
    std::unordered_map<std::int64_t, std::string> strings;
    std::unordered_map<std::int64_t, ResourceDetail> resources;
    std::unordered_map<std::int64_t, ScopeDetail> scopes;
    Error lastError; // of a look-up inside a callback that cannot fail by itself

    static constexpr std::size_t kKept = 20'000;

    /// A prepared statement, reset; null after setting lastError.
    Statement* statement(const char* sql)
    {
        auto known = statements.find(sql);
        if (known == statements.end()) {
            Result<Statement> prepared = database.prepare(sql);
            if (!prepared) {
                lastError = std::move(prepared.error());
                return nullptr;
            }
            known = statements.emplace(sql, std::move(*prepared)).first;
        }
        known->second.reset();
        return &known->second;
    }

    /// Steps; false at the end and on errors (then lastError has a message).
    bool step(Statement& statement)
    {
        Result<bool> row = statement.step();
        if (!row)
            lastError = std::move(row.error());
        return row.value_or(false);
    }

    [[nodiscard]] bool failed() const { return !lastError.message.empty(); }
    tl::unexpected<Error> takeError() { return tl::unexpected<Error>(std::exchange(lastError, {})); }

    std::string_view text(std::int64_t id)
    {
        static const std::string kEmpty;
        if (id == 0)
            return kEmpty;
        if (const auto known = strings.find(id); known != strings.end())
            return known->second;
        if (strings.size() > kKept)
            strings.clear();
        std::string value;
        if (Statement* query = statement(sql::kStringText)) {
            if (step(query->bind(1, id)))
                value = query->text(0);
            query->reset();
        }
        return strings.emplace(id, std::move(value)).first->second;
    }

    AttributeList attributes(ColumnBytes blob)
    {
        // The blob may move when texts are looked up by another statement of the connection; decode from a copy.
        const std::string copy(blob);
        return decodeAttributes(copy, [this](StringId id) { return text(id); });
    }

    const ResourceDetail& resource(std::int64_t id)
    {
        if (const auto known = resources.find(id); known != resources.end())
            return known->second;
        if (resources.size() > kKept)
            resources.clear();
        ResourceDetail detail;
        detail.id = id;
        Statement* query = id == 0 ? nullptr : statement(sql::kResourceDetail);
        if (query != nullptr && step(query->bind(1, id))) {
            detail.schemaUrl = query->text(1);
            detail.droppedAttributes = static_cast<std::uint32_t>(query->integer(2));
            detail.attributes = attributes(query->blob(3));
            detail.service = text(query->integer(0));
            query->reset();
        }
        return resources.emplace(id, std::move(detail)).first->second;
    }

    const ScopeDetail& scope(std::int64_t id)
    {
        if (const auto known = scopes.find(id); known != scopes.end())
            return known->second;
        if (scopes.size() > kKept)
            scopes.clear();
        ScopeDetail detail;
        detail.id = id;
        Statement* query = id == 0 ? nullptr : statement(sql::kScopeDetail);
        if (query != nullptr && step(query->bind(1, id))) {
            detail.version = query->text(1);
            detail.schemaUrl = query->text(2);
            detail.droppedAttributes = static_cast<std::uint32_t>(query->integer(3));
            detail.attributes = attributes(query->blob(4));
            detail.name = text(query->integer(0));
            query->reset();
        }
        return scopes.emplace(id, std::move(detail)).first->second;
    }

    /// A row of span_detail.sql or span_details_of_trace.sql.
    SpanDetail readSpan(const Statement& row, TraceId traceId)
    {
        SpanDetail span;
        const auto count = [&](int column) { return static_cast<std::uint32_t>(row.integer(column)); };
        span.rowId = row.integer(0);
        span.traceId = traceId;
        span.spanId = SpanId{static_cast<std::uint64_t>(row.integer(2))};
        span.parentId = SpanId{static_cast<std::uint64_t>(row.integer(3))};
        span.name = text(row.integer(6));
        span.kind = static_cast<SpanKind>(row.integer(7));
        span.status = static_cast<StatusCode>(row.integer(8));
        span.startNs = row.integer(9);
        span.durationNs = row.integer(10);
        span.flags = count(11);
        span.marks = count(12);
        span.droppedAttributes = count(13);
        span.droppedEvents = count(14);
        span.droppedLinks = count(15);
        span.statusMessage = row.text(16);
        span.traceState = row.text(17);
        span.attributes = attributes(row.blob(18));
        span.resource = resource(row.integer(4));
        span.scope = scope(row.integer(5));
        readEvents(span);
        readLinks(span);
        return span;
    }

    void readEvents(SpanDetail& span)
    {
        Statement* query = statement(sql::kEventsOfSpan);
        if (query == nullptr)
            return;
        query->bind(1, span.rowId);
        while (step(*query)) {
            SpanEvent event;
            event.timeNs = query->integer(0);
            event.droppedAttributes = static_cast<std::uint32_t>(query->integer(2));
            event.attributes = attributes(query->blob(3));
            event.name = text(query->integer(1));
            span.events.push_back(std::move(event));
        }
    }

    void readLinks(SpanDetail& span)
    {
        Statement* query = statement(sql::kLinksOfSpan);
        if (query == nullptr)
            return;
        query->bind(1, span.rowId);
        while (step(*query)) {
            SpanLink link;
            link.traceId = traceIdOf(query->integer(0), query->integer(1));
            link.spanId = SpanId{static_cast<std::uint64_t>(query->integer(2))};
            link.flags = static_cast<std::uint32_t>(query->integer(3));
            link.droppedAttributes = static_cast<std::uint32_t>(query->integer(4));
            link.traceState = query->text(5);
            link.attributes = attributes(query->blob(6));
            span.links.push_back(std::move(link));
        }
    }

    static Statement& bindId(Statement& query, TraceId id)
    {
        return query.bind(1, static_cast<std::int64_t>(id.hi)).bind(2, static_cast<std::int64_t>(id.lo));
    }

    /// A row of the statements that list logs.
    LogDetail readLog(const Statement& row)
    {
        LogDetail log;
        log.traceId = traceIdOf(row.integer(0), row.integer(1));
        log.spanId = SpanId{static_cast<std::uint64_t>(row.integer(2))};
        log.timeNs = row.integer(3);
        log.observedNs = row.integer(4);
        log.severity = static_cast<int>(row.integer(5));
        log.severityText = text(row.integer(6));
        log.name = text(row.integer(7));
        log.flags = static_cast<std::uint32_t>(row.integer(10));
        log.droppedAttributes = static_cast<std::uint32_t>(row.integer(11));
        if (AttributeList body = attributes(row.blob(12)); !body.empty())
            log.body = std::move(body.front().value);
        log.attributes = attributes(row.blob(13));
        log.resource = resource(row.integer(8));
        log.scope = scope(row.integer(9));
        return log;
    }

    Result<void> eachLog(Statement& query, const std::function<bool(const LogDetail&)>& each)
    {
        while (step(query)) {
            const LogDetail log = readLog(query);
            if (failed() || !each(log))
                break;
        }
        query.reset();
        if (failed())
            return takeError();
        return {};
    }

    /// The first logs that belong to a span; the others are counted.
    void readLogs(Statement* query, std::vector<LogDetail>& logs, std::uint64_t& furtherLogs)
    {
        if (query == nullptr)
            return;
        while (step(*query)) {
            if (logs.size() < kMaxLogsShown)
                logs.push_back(readLog(*query));
            else
                ++furtherLogs;
        }
    }

    bool isTrue(Statement* query)
    {
        const bool value = query != nullptr && step(*query) && query->integer(0) != 0;
        if (query != nullptr)
            query->reset();
        return value;
    }

    void readLogs(SpanDetail& span, std::int64_t trace)
    {
        if (!isTrue(statement(sql::kHasLogs)))
            return;
        if (Statement* query = statement(sql::kLogsOfSpan))
            readLogs(&bindId(*query, span.traceId).bind(3, static_cast<std::int64_t>(span.spanId.value)), span.logs,
                     span.furtherLogs);
        Statement* first = statement(sql::kIsFirstInTree);
        if (first == nullptr || !isTrue(&first->bind(1, trace).bind(2, span.rowId)))
            return;
        if (Statement* query = statement(sql::kLogsWithoutSpan))
            readLogs(&bindId(*query, span.traceId).bind(3, trace), span.traceLogs, span.furtherTraceLogs);
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

    /// Order, depth and marks of a trace's spans.
    void loadTree(SpanTable& table, std::int64_t number)
    {
        Statement* query = statement(sql::kLoadTree);
        if (query == nullptr)
            return;
        query->bind(1, number);
        while (step(*query)) {
            table.depth.push_back(static_cast<std::uint32_t>(query->integer(0)));
            table.marks.push_back(static_cast<SpanMarks>(query->integer(1)));
            table.rowId.push_back(query->integer(2));
        }
    }

    /// Everything else. A trace mostly lies in one piece of the span table: then that piece is read from end to end,
    /// which is several times faster than looking up a million rows one by one in waterfall order.
    void loadColumns(SpanTable& table, std::int64_t number)
    {
        const std::size_t count = table.rowId.size();
        if (count == 0)
            return;
        const auto [first, last] = std::minmax_element(table.rowId.begin(), table.rowId.end());
        const auto range = static_cast<std::size_t>(*last - *first) + 1;
        resizeColumns(table, count);
        NumberedTexts texts;
        if (count > 1000 && range / 4 < count) {
            std::vector<SpanIndex> indexOf(range, kNoSpan);
            for (std::size_t i = 0; i < count; ++i)
                indexOf[static_cast<std::size_t>(table.rowId[i] - *first)] = static_cast<SpanIndex>(i);
            Statement* query = statement(sql::kLoadSpanRange);
            if (query == nullptr)
                return;
            const std::int64_t base = *first;
            query->bind(1, base).bind(2, *last).bind(3, number);
            while (step(*query)) {
                const SpanIndex i = indexOf[static_cast<std::size_t>(query->integer(0) - base)];
                if (i != kNoSpan)
                    readColumns(table, i, *query, texts);
            }
            return;
        }
        Statement* query = statement(sql::kLoadSpan);
        for (SpanIndex i = 0; query != nullptr && i < count; ++i) {
            if (!step(query->bind(1, table.rowId[i])))
                return;
            readColumns(table, i, *query, texts);
            query->reset();
        }
    }

    struct NumberedTexts {
        std::unordered_map<std::int64_t, StringId> names;
        std::unordered_map<std::int64_t, StringId> services; ///< by resource
    };

    static void resizeColumns(SpanTable& table, std::size_t count)
    {
        table.spanId.resize(count);
        table.parentId.resize(count);
        table.startNs.resize(count);
        table.durationNs.resize(count);
        table.nameId.resize(count);
        table.serviceId.resize(count);
        table.kind.resize(count);
        table.status.resize(count);
    }

    void readColumns(SpanTable& table, SpanIndex i, const Statement& row, NumberedTexts& texts)
    {
        table.spanId[i] = static_cast<std::uint64_t>(row.integer(1));
        table.parentId[i] = static_cast<std::uint64_t>(row.integer(2));
        const auto [service, isNewService] = texts.services.try_emplace(row.integer(3), 0);
        if (isNewService)
            service->second = table.strings.intern(resource(service->first).service);
        table.serviceId[i] = service->second;
        const auto [name, isNewName] = texts.names.try_emplace(row.integer(4), 0);
        if (isNewName)
            name->second = table.strings.intern(text(name->first));
        table.nameId[i] = name->second;
        table.kind[i] = static_cast<SpanKind>(row.integer(5));
        table.status[i] = static_cast<StatusCode>(row.integer(6));
        table.startNs[i] = row.integer(7);
        table.durationNs[i] = row.integer(8);
    }

    Result<bool> eachOfTrace(std::int64_t number, TraceId id, const std::function<bool(const SpanDetail&)>& each)
    {
        Statement* query = statement(sql::kSpanDetailsOfTrace);
        if (query == nullptr)
            return takeError();
        query->bind(1, number);
        while (step(*query)) {
            const SpanDetail span = readSpan(*query, id);
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
    auto d = std::make_unique<Private>();
    d->database = std::move(*database);
    for (Result<void> ready : {checkSchema(d->database), d->database.execute(kReaderPragmas)}) {
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
    return d->database.path();
}

void CacheReader::interrupt()
{
    d->database.interrupt();
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
    d->loadTree(*table, number);
    if (table->rowId.empty() && !d->failed())
        return failure(ErrorCode::NotFound, std::string(kSummaryOnly), toHex(id));
    d->loadColumns(*table, number);
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
    SpanDetail span = d->readSpan(*query, traceId);
    const std::int64_t number = query->integer(1);
    query->reset();
    d->readLogs(span, number);
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
    return readReports(d->database);
}

Result<void> CacheReader::forEachLog(const std::function<bool(const LogDetail&)>& each)
{
    Statement* query = d->statement(sql::kAllLogs);
    return query == nullptr ? d->takeError() : d->eachLog(*query, each);
}

Result<void> CacheReader::forEachLog(TraceId id, const std::function<bool(const LogDetail&)>& each)
{
    Statement* query = d->statement(sql::kLogsOfTrace);
    return query == nullptr ? d->takeError() : d->eachLog(d->bindId(*query, id), each);
}

} // namespace tailrace
