// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Answers queries over a whole span cache, exactly: all matching traces are counted and sorted, and come a page at a
// time. Filters are answered by SQLite (condition_sql.h), relations between spans by their places in the trees, which
// are nested sets. Memory grows by a bit a span and filter, and with the largest single trace; never by spans loaded.
//
// One engine is one connection and belongs to one thread at a time; open one a worker. Every call takes a stop token and
// ends with ErrorCode::Cancelled soon after a stop was requested. The last query is kept: another page of it, or another
// order, costs little, until the cache changes. Times are ns.

#include "model/base/json_writer.h"
#include "model/cache/cache_reader.h"
#include "model/query/query_metrics.h"
#include "model/query/query_parser.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace tailrace {

struct QueryScope;

struct SearchOptions {
    TraceOrder order = TraceOrder::Start;
    bool descending = true;
    std::int64_t offset = 0;
    std::int64_t limit = 100;        ///< traces on the page; -1 = all
    std::int64_t fromNs = INT64_MIN; ///< only traces that start here …
    std::int64_t toNs = INT64_MAX;   ///< … or later, and before this
    std::int64_t minDurationNs = INT64_MIN; ///< only traces that take at least this …
    std::int64_t maxDurationNs = INT64_MAX; ///< … and at most this
    std::size_t spansPerTrace = 100; ///< spans that are described; the others are counted
};

struct MatchedSpan {
    std::int64_t rowId = 0; ///< for CacheReader::spanDetail()
    TraceId traceId;
    SpanId spanId;
    std::string service;
    std::string name;
    SpanKind kind = SpanKind::Unspecified;
    StatusCode status = StatusCode::Unset;
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;      ///< never negative
    std::vector<QueryValue> selected; ///< of the query's select(), in the order of SearchResult::selected
};

/// One set of spans; a trace has several where the query groups them.
struct MatchedSet {
    std::vector<NamedValue> values; ///< what it was grouped by and what was counted
    std::uint64_t spanCount = 0;
    std::vector<MatchedSpan> spans; ///< the first of them, in waterfall order
};

struct MatchedTrace {
    TraceSummary summary;
    std::uint64_t spanCount = 0; ///< of all sets
    std::vector<MatchedSet> sets;
};

struct SearchResult {
    std::uint64_t traces = 0; ///< all that match, whatever the page
    std::uint64_t spans = 0;  ///< in all of their sets; not counted (0) if only a range of times is asked for
    std::vector<std::string> selected; ///< names of the columns of select()
    std::vector<MatchedTrace> page;
};

struct ValueCount {
    QueryValue value;
    std::uint64_t spans = 0;
};

/// A value as plain JSON: numbers as numbers (durations in ns), nil as null, everything else as text.
void writeQueryValue(JsonWriter& json, const QueryValue& value);

class QueryEngine
{
public:
    /// Opens an existing cache. Fails as CacheReader::open() does.
    [[nodiscard]] static Result<QueryEngine> open(const std::string& path);
    ~QueryEngine();
    QueryEngine(QueryEngine&&) noexcept;
    QueryEngine& operator=(QueryEngine&&) noexcept;

    [[nodiscard]] Result<SearchResult> search(const Query& query, const SearchOptions& options,
                                              const std::stop_token& stop = {});
    /// How many traces and spans match; `page` stays empty.
    [[nodiscard]] Result<SearchResult> count(const Query& query, const std::stop_token& stop = {});
    /// Calls `each` for every span of every matching set, traces in the order of their import, until it returns false.
    [[nodiscard]] Result<void> forEachSpan(const Query& query, const std::function<bool(const MatchedSpan&)>& each,
                                           const std::stop_token& stop = {});
    /// What the query's metric yields. Fails with Usage if it has none, TooLarge if it makes too many series or steps.
    [[nodiscard]] Result<MetricResult> measure(const Query& query, const MetricOptions& options = {},
                                               const std::stop_token& stop = {});
    /// How many of the spans that are found have each value of a field, most first; nil counts those without it. Fails
    /// with TooLarge beyond kMaxMetricSeries values.
    [[nodiscard]] Result<std::vector<ValueCount>> countsBy(const Query& query, const FieldRef& field,
                                                           const std::stop_token& stop = {});
    /// Names of the columns of the query's select().
    [[nodiscard]] static std::vector<std::string> selectedColumns(const Query& query);
    /// For analyses of the answer: calls `work` within one state of the cache (query_scope.h).
    [[nodiscard]] Result<void> within(const Query& query, const std::function<Result<void>(QueryScope&)>& work,
                                      const std::stop_token& stop = {});
    /// The statements that the query's filters become, with the values bound to their parameters.
    [[nodiscard]] static std::vector<std::string> explain(const Query& query);

private:
    struct Private;
    explicit QueryEngine(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace tailrace
