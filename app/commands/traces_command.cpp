// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/query_text.h"
#include "commands/sources.h"
#include "commands/terminal_text.h"
#include "commands/text_layout.h"
#include "model/analysis/trace_json.h"
#include "model/base/format.h"

#include <algorithm>
#include <array>
#include <climits>

namespace tailrace {

namespace {

struct SortKey {
    std::string_view name;
    TraceOrder order;
    bool descending; ///< unless told otherwise: numbers from the top, names from A
};

constexpr std::array kSortKeys{
    SortKey{"start", TraceOrder::Start, true}, SortKey{"duration", TraceOrder::Duration, true},
    SortKey{"spans", TraceOrder::Spans, true}, SortKey{"errors", TraceOrder::Errors, true},
    SortKey{"name", TraceOrder::RootName, false}};

Result<TraceQuery> queryOf(const Arguments& arguments)
{
    TraceQuery query;
    const std::string sort = arguments.value("sort").value_or("start");
    const SortKey* key = nullptr;
    for (const SortKey& candidate : kSortKeys)
        if (candidate.name == sort)
            key = &candidate;
    if (key == nullptr)
        return failure(ErrorCode::Usage,
                       "cannot sort by '" + sort + "'; one of start, duration, spans, errors, name");
    query.order = key->order;
    query.descending = key->descending && !arguments.has("ascending");
    const Result<std::int64_t> limit = arguments.number("limit", -1, 0);
    if (!limit)
        return tl::unexpected(limit.error());
    query.limit = *limit;
    return query;
}

/// Writes each trace as it comes.
class TraceWriter
{
public:
    TraceWriter(std::ostream& out, const Arguments& arguments, int width)
        : m_out(out)
        , m_asJson(arguments.has("json"))
        , m_asCsv(arguments.has("csv"))
        , m_width(width > 0 ? width : INT_MAX)
    {
        if (m_asJson)
            m_json.beginArray();
    }

    void write(const TraceSummary& trace, const MatchedTrace* matched = nullptr)
    {
        if (m_asJson) {
            writeTraceSummary(m_json, trace, [matched](JsonWriter& json) {
                if (matched != nullptr)
                    writeSets(json, *matched);
            });
            m_out << m_json.take();
        } else if (m_asCsv) {
            writeCsv(trace, matched);
        } else {
            if (m_count == 0)
                m_out << cut(traceLineHeading(), m_width) << '\n';
            m_out << cut(traceLine(trace), m_width) << '\n';
        }
        ++m_count;
    }

    void end()
    {
        if (!m_asJson)
            return;
        m_json.endArray();
        m_out << m_json.take() << '\n';
    }

    [[nodiscard]] bool goesOn() const { return m_out.good(); }
    [[nodiscard]] std::uint64_t count() const { return m_count; }

private:
    static void writeSets(JsonWriter& json, const MatchedTrace& matched)
    {
        json.key("matchedSpans").unsignedInteger(matched.spanCount);
        json.key("sets").beginArray();
        for (const MatchedSet& set : matched.sets) {
            json.beginObject().key("spans").unsignedInteger(set.spanCount);
            for (const NamedValue& value : set.values)
                writeQueryValue(json.key(value.name), value.value);
            json.endObject();
        }
        json.endArray();
    }

    void writeCsv(const TraceSummary& trace, const MatchedTrace* matched)
    {
        if (m_count == 0)
            m_out << csvLine({"traceId", "startNs", "durationNs", "spans", "errors", "services", "rootService",
                              "rootName", "matchedSpans"});
        m_out << csvLine({toHex(trace.traceId), std::to_string(trace.startNs), std::to_string(trace.durationNs),
                          std::to_string(trace.spans), std::to_string(trace.errors),
                          std::to_string(trace.services.size()), trace.rootService, trace.rootName,
                          std::to_string(matched == nullptr ? trace.spans : matched->spanCount)});
    }

    std::ostream& m_out;
    bool m_asJson;
    bool m_asCsv;
    int m_width;
    JsonWriter m_json;
    std::uint64_t m_count = 0;
};

/// What a query finds, a page at a time.
Result<void> printMatches(CacheReader& cache, const Query& query, const TraceQuery& order, TraceWriter& writer)
{
    constexpr std::int64_t kPage = 500;
    Result<QueryEngine> engine = QueryEngine::open(cache.path());
    if (!engine)
        return failure(std::move(engine));
    SearchOptions options;
    options.order = order.order;
    options.descending = order.descending;
    options.spansPerTrace = 0;
    for (std::int64_t left = order.limit < 0 ? INT64_MAX : order.limit; left > 0 && writer.goesOn();) {
        options.limit = std::min(left, kPage);
        const Result<SearchResult> found = engine->search(query, options);
        if (!found)
            return tl::unexpected(found.error());
        for (const MatchedTrace& trace : found->page)
            writer.write(trace.summary, &trace);
        const auto got = static_cast<std::int64_t>(found->page.size());
        options.offset += got;
        left = got < options.limit ? 0 : left - got;
    }
    return {};
}

Result<void> printAll(CacheReader& cache, const TraceQuery& query, TraceWriter& writer)
{
    return forEachTrace(cache, query, [&](const TraceSummary& trace) {
        writer.write(trace);
        return writer.goesOn();
    });
}

Exit run(const Arguments& arguments, Output& out)
{
    const Result<Operands> operands = readOperands(arguments, false);
    if (!operands)
        return complainAbout(operands.error());
    const Result<TraceQuery> order = queryOf(arguments);
    if (!order)
        return complainAbout(order.error());
    const Result<Query> query = queryArgument(arguments);
    if (!query)
        return complainAbout(query.error());
    if (query->metric)
        return complainAbout(Error{ErrorCode::Usage, "this query measures; 'tailrace stats' answers it", {}});
    const bool isPlain = !arguments.has("json") && !arguments.has("csv");
    auto sources =
        Sources::open(operands->inputs, arguments, isPlain ? Summarise::WhatMatters : Summarise::Nothing);
    if (!sources)
        return sources.error();
    TraceWriter writer(out.stream(), arguments, tableWidth(arguments, out));
    const bool hasQuery = !query->stages.empty();
    const Result<void> done = hasQuery ? printMatches(sources->cache(), *query, *order, writer)
                                       : printAll(sources->cache(), *order, writer);
    if (!done)
        return complainAbout(done.error());
    writer.end();
    if (writer.count() > 0 || order->limit == 0)
        return Exit::Done;
    if (isPlain)
        complain(hasQuery ? "no trace matches" : sources->title() + " holds no traces");
    return Exit::No;
}

} // namespace

const Command& tracesCommand()
{
    static const Command kCommand{
        "traces",
        "SOURCE…",
        "list the traces, newest first",
        "One line a trace: its id, when it started, how long it took, how many spans and\n"
        "errors it has over how many services, and its main root. Exit code 1 if there\n"
        "is none.\n",
        {kQueryOption,
         kJsonOption,
         kCsvOption,
         {"sort", "KEY", "by start (the default), duration, spans, errors or name", 0},
         {"ascending", "", "smallest or oldest first", 0},
         {"limit", "N", "at most N traces", 0}},
        run,
    };
    return kCommand;
}

} // namespace tailrace
