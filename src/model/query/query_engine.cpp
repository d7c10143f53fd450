// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_engine.h"

#include "model/cache/schema.h"
#include "model/query/place_table.h"
#include "model/query/query_measure.h"
#include "model/query/query_run.h"
#include "model/query/query_scope.h"
#include "model/query/span_rows.h"

namespace tailrace {

namespace {

constexpr char kEnginePragmas[] = "PRAGMA cache_size = -65536;"
                                  "PRAGMA mmap_size = 1073741824;";

/// What SQLite sorts by; constants, the query's words never come here.
std::string_view orderText(TraceOrder order)
{
    switch (order) {
    case TraceOrder::Start:
        return "trace.start_ns";
    case TraceOrder::Duration:
        return "trace.duration_ns";
    case TraceOrder::Spans:
        return "trace.spans";
    case TraceOrder::Errors:
        return "trace.errors";
    case TraceOrder::RootName:
        return "(SELECT text FROM texts WHERE id = trace.root_name)";
    case TraceOrder::RootService:
        return "(SELECT text FROM texts WHERE id = trace.root_service)";
    }
    return "trace.start_ns";
}

std::string pageSql(const SearchOptions& options)
{
    const std::string direction = options.descending ? " DESC" : " ASC";
    return "SELECT trace.id, trace.hi, trace.lo FROM trace "
           "WHERE trace.spans IS NOT NULL AND chosen(trace.id) AND trace.start_ns >= ?1 AND trace.start_ns < ?2 "
           "AND trace.duration_ns BETWEEN ?5 AND ?6 ORDER BY " +
           std::string(orderText(options.order)) + direction + ", trace.id" + direction + " LIMIT ?3 OFFSET ?4";
}

} // namespace

struct QueryEngine::Private {
    Database database;
    std::unique_ptr<QueryFunctions> functions;
    std::optional<CacheReader> reader;
    std::unique_ptr<QueryRun> run;
    std::string runText;
    std::int64_t runVersion = -1;
    const IdSet* chosen = nullptr;
    const IdSet* chosenSpans = nullptr;
    const QueryScope* scope = nullptr;

    Result<void> addFunctions()
    {
        const auto add = [this](const char* name, const IdSet* Private::*set) {
            return addFunction(database, name, 1, [this, set](SqlCall& call) {
                call.giveInteger(this->*set != nullptr && (this->*set)->has(call.integer(0)) ? 1 : 0);
            });
        };
        Result<void> added = add("chosen", &Private::chosen);
        if (added)
            added = add("chosen_span", &Private::chosenSpans);
        if (!added)
            return added;
        return addFunction(database, "in_scope", 2, [this](SqlCall& call) {
            const bool isIn = scope != nullptr && scope->holds(call.integer(0), call.integer(1));
            call.giveInteger(isIn ? 1 : 0);
        });
    }

    ~Private()
    {
        run.reset(); // its statements come before the connection
        database = {};
    }

    /// Calls `work` within one state of the cache, with the query's traces known.
    template <class Work>
    auto answer(const Query& query, const std::stop_token& stop, Work work) -> decltype(work(*run))
    {
        return inOneState(stop, [&]() -> decltype(work(*run)) {
            Result<void> state = prepare(query, stop);
            if (!state)
                return failure(std::move(state));
            return work(*run);
        });
    }

    /// Calls `work` within one state of the cache.
    template <class Work>
    auto inOneState(const std::stop_token& stop, Work work) -> decltype(work())
    {
        Result<void> state = database.execute("BEGIN");
        if (!state)
            return failure(std::move(state));
        database.stopOn(&stop);
        decltype(work()) result = work();
        database.stopOn(nullptr);
        (void)database.execute("ROLLBACK");
        return result;
    }

    Result<void> prepare(const Query& query, const std::stop_token& stop)
    {
        // Read once, so that the transaction has its state.
        const Result<std::int64_t> rows = database.integer("SELECT count(*) FROM source");
        const Result<std::int64_t> version = database.integer("PRAGMA data_version");
        if (!rows || !version)
            return tl::unexpected<Error>(!rows ? rows.error() : version.error());
        // A metric changes nothing about which spans are found, but may need the table of places.
        std::string text = queryText(Query{query.stages, std::nullopt}) + (readsPlaces(query) ? " places" : "");
        if (run && runText == text && runVersion == *version)
            return {};
        if (runVersion != *version)
            functions->forget();
        run.reset();
        auto next = std::make_unique<QueryRun>(database, withFilter(query));
        Result<void> done = next->execute(stop);
        if (!done)
            return done;
        run = std::move(next);
        runText = std::move(text);
        runVersion = *version;
        return {};
    }

    /// What was read of an earlier state of the cache.
    void forget(std::int64_t version)
    {
        functions->forget();
        run.reset();
        runText.clear();
        runVersion = version;
    }

    static Query withFilter(Query query)
    {
        if (query.stages.empty()) {
            query.stages.emplace_back();
            query.stages.front().spansets.filter.constant = QueryValue::ofBool(true);
        }
        return query;
    }

    Result<std::int64_t> countTraces(const IdSet& traces)
    {
        chosen = &traces;
        return database.integer("SELECT count(*) FROM trace WHERE spans IS NOT NULL AND chosen(id)");
    }

    Result<SearchResult> search(QueryRun& current, const SearchOptions& options);
    Result<MatchedTrace> describe(QueryRun& current, std::int64_t number, TraceId id, std::size_t limit);
};

QueryEngine::QueryEngine(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

QueryEngine::~QueryEngine() = default;
QueryEngine::QueryEngine(QueryEngine&&) noexcept = default;
QueryEngine& QueryEngine::operator=(QueryEngine&&) noexcept = default;

Result<QueryEngine> QueryEngine::open(const std::string& path)
{
    Result<CacheReader> reader = CacheReader::open(path);
    if (!reader)
        return failure(std::move(reader));
    Result<Database> database = Database::open(path, Database::Mode::ReadOnly);
    if (!database)
        return failure(std::move(database));
    auto d = std::make_unique<Private>();
    d->reader.emplace(std::move(*reader));
    d->database = std::move(*database);
    for (Result<void> ready : {d->database.execute(kEnginePragmas), checkSchema(d->database)})
        if (!ready)
            return failure(std::move(ready));
    Result<std::unique_ptr<QueryFunctions>> functions = QueryFunctions::attach(d->database);
    if (!functions)
        return failure(std::move(functions));
    d->functions = std::move(*functions);
    Result<void> added = d->addFunctions();
    if (!added)
        return failure(std::move(added));
    return QueryEngine(std::move(d));
}

Result<MatchedTrace> QueryEngine::Private::describe(QueryRun& current, std::int64_t number, TraceId id,
                                                    std::size_t limit)
{
    MatchedTrace trace;
    Result<TraceSummary> summary = reader->trace(id);
    if (!summary)
        return failure(std::move(summary));
    trace.summary = std::move(*summary);
    Result<std::vector<SpanGroup>> groups = current.evaluate(number);
    if (!groups)
        return failure(std::move(groups));
    Result<SpanRows> rows = SpanRows::prepare(database, current.query());
    if (!rows)
        return failure(std::move(rows));
    std::size_t left = limit;
    for (const SpanGroup& group : *groups) {
        MatchedSet set;
        set.spanCount = group.spans.size();
        trace.spanCount += set.spanCount;
        set.values = group.values;
        for (std::size_t i = 0; i < group.spans.size() && left > 0; ++i, --left) {
            Result<MatchedSpan> span = rows->read(current.tree().span[group.spans[i]], id);
            if (!span)
                return failure(std::move(span));
            set.spans.push_back(std::move(*span));
        }
        trace.sets.push_back(std::move(set));
    }
    return trace;
}

Result<SearchResult> QueryEngine::Private::search(QueryRun& current, const SearchOptions& options)
{
    SearchResult result;
    const bool isWhole =
        TraceRange{options.fromNs, options.toNs, options.minDurationNs, options.maxDurationNs}.isWhole();
    chosen = &current.traces();
    result.selected = SpanRows::columns(current.query());
    if (isWhole)
        result.spans = current.spanCount();
    Result<Statement> counted =
        database.prepare("SELECT count(*) FROM trace WHERE trace.spans IS NOT NULL AND chosen(trace.id) AND "
                         "trace.start_ns >= ?1 AND trace.start_ns < ?2 AND trace.duration_ns BETWEEN ?3 AND ?4");
    Result<Statement> page = database.prepare(pageSql(options));
    if (!counted || !page)
        return !counted ? failure(std::move(counted)) : failure(std::move(page));
    counted->bind(1, options.fromNs).bind(2, options.toNs);
    counted->bind(3, options.minDurationNs).bind(4, options.maxDurationNs);
    const Result<bool> total = counted->step();
    if (!total)
        return tl::unexpected<Error>(total.error());
    result.traces = static_cast<std::uint64_t>(counted->integer(0));
    page->bind(1, options.fromNs).bind(2, options.toNs).bind(3, options.limit).bind(4, options.offset);
    page->bind(5, options.minDurationNs).bind(6, options.maxDurationNs);
    for (;;) {
        const Result<bool> row = page->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return result;
        const TraceId id{static_cast<std::uint64_t>(page->integer(1)),
                         static_cast<std::uint64_t>(page->integer(2))};
        Result<MatchedTrace> trace = describe(current, page->integer(0), id, options.spansPerTrace);
        if (!trace)
            return failure(std::move(trace));
        result.page.push_back(std::move(*trace));
    }
}

Result<SearchResult> QueryEngine::search(const Query& query, const SearchOptions& options,
                                         const std::stop_token& stop)
{
    return d->answer(query, stop, [&](QueryRun& run) { return d->search(run, options); });
}

Result<SearchResult> QueryEngine::count(const Query& query, const std::stop_token& stop)
{
    return d->answer(query, stop, [&](QueryRun& run) -> Result<SearchResult> {
        const Result<std::int64_t> traces = d->countTraces(run.traces());
        if (!traces)
            return tl::unexpected<Error>(traces.error());
        SearchResult result;
        result.traces = static_cast<std::uint64_t>(*traces);
        result.spans = run.spanCount();
        result.selected = SpanRows::columns(query);
        return result;
    });
}

Result<void> QueryEngine::forEachSpan(const Query& query, const std::function<bool(const MatchedSpan&)>& each,
                                      const std::stop_token& stop)
{
    return d->answer(query, stop, [&](QueryRun& run) -> Result<void> {
        Result<SpanRows> rows = SpanRows::prepare(d->database, query);
        if (!rows)
            return failure(std::move(rows));
        return run.forEachTrace(stop,
                                [&](const TraceTree& tree, const std::vector<SpanGroup>& groups) -> Result<bool> {
                                    const Result<TraceId> id = rows->traceId(tree.trace);
                                    if (!id)
                                        return tl::unexpected<Error>(id.error());
                                    for (const SpanGroup& group : groups)
                                        for (const TreePosition position : group.spans) {
                                            Result<MatchedSpan> span = rows->read(tree.span[position], *id);
                                            if (!span)
                                                return failure(std::move(span));
                                            if (!each(*span))
                                                return false;
                                        }
                                    return true;
                                });
    });
}

Result<MetricResult> QueryEngine::measure(const Query& query, const MetricOptions& options,
                                          const std::stop_token& stop)
{
    if (!query.metric)
        return failure(ErrorCode::Usage, "this query measures nothing; it needs a metric, like | rate()");
    return d->answer(query, stop, [&](QueryRun& run) {
        d->chosen = &run.traces();
        d->chosenSpans = run.onlyFilter() != nullptr ? &run.onlyFilter()->spans : nullptr;
        return measureSpans(d->database, run, *query.metric, options, stop);
    });
}

Result<std::vector<ValueCount>> QueryEngine::countsBy(const Query& query, const FieldRef& field,
                                                      const std::stop_token& stop)
{
    Query counted{query.stages, QueryMetric{}};
    counted.metric->function = MetricFunction::Count;
    counted.metric->by.push_back(field);
    MetricOptions options;
    options.stepNs = INT64_MAX;
    const Result<MetricResult> result = measure(counted, options, stop);
    if (!result)
        return tl::unexpected<Error>(result.error());
    std::vector<ValueCount> counts;
    for (const MetricSeries& series : result->series)
        counts.push_back({series.labels.front().value, static_cast<std::uint64_t>(series.value)});
    return counts;
}

std::vector<std::string> QueryEngine::selectedColumns(const Query& query)
{
    return SpanRows::columns(query);
}

void writeQueryValue(JsonWriter& json, const QueryValue& value)
{
    switch (value.type) {
    case QueryType::Nil:
        json.null();
        return;
    case QueryType::Bool:
        json.boolean(value.integer != 0);
        return;
    case QueryType::Int:
    case QueryType::Duration:
        json.integer(value.integer);
        return;
    case QueryType::Float:
        json.number(value.real);
        return;
    case QueryType::Array:
        json.beginArray();
        for (const QueryValue& item : value.items)
            writeQueryValue(json, item);
        json.endArray();
        return;
    default:
        json.text(shownText(value));
    }
}

Result<void> QueryEngine::within(const Query& query, const std::function<Result<void>(QueryScope&)>& work,
                                 const std::stop_token& stop)
{
    const auto workOn = [&](QueryScope scope) {
        d->scope = &scope;
        Result<void> done = work(scope);
        d->scope = nullptr;
        return done;
    };
    if (query.stages.empty())
        return d->inOneState(stop, [&]() -> Result<void> {
            const Result<std::int64_t> version = d->database.integer("PRAGMA data_version");
            if (!version)
                return tl::unexpected<Error>(version.error());
            if (d->runVersion != *version)
                d->forget(*version);
            return workOn({d->database, nullptr, nullptr, nullptr});
        });
    return d->answer(query, stop, [&](QueryRun& run) {
        const bool isFilter = !query.stages.empty() &&
                              query.stages.front().spansets.kind == SpansetExpression::Kind::Filter &&
                              run.onlyFilter() != nullptr;
        return workOn({d->database, &run.traces(), isFilter ? &run.onlyFilter()->spans : nullptr, nullptr});
    });
}

std::vector<std::string> QueryEngine::explain(const Query& query)
{
    std::vector<std::string> statements;
    const Query whole = Private::withFilter(query);
    forEachFilter(whole, [&](const SpansetExpression& filter) {
        const SqlText sql = filterSql(filter);
        std::string text = sql.text;
        for (std::size_t i = 0; i < sql.parameters.size(); ++i)
            text += "\n  ?" + std::to_string(i + 1) + " = " + queryText(sql.parameters[i]);
        statements.push_back(std::move(text));
    });
    return statements;
}

} // namespace tailrace
