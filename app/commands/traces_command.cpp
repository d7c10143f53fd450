// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/sources.h"
#include "commands/terminal_text.h"
#include "commands/text_layout.h"
#include "model/analysis/trace_json.h"
#include "model/base/format.h"

#include <array>

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

/// Prints each summary as it comes; returns how many.
Result<std::uint64_t> printJson(CacheReader& cache, const TraceQuery& query, std::ostream& out)
{
    JsonWriter json;
    std::uint64_t count = 0;
    json.beginArray();
    const Result<void> done = forEachTrace(cache, query, [&](const TraceSummary& trace) {
        writeTraceSummary(json, trace);
        out << json.take();
        ++count;
        return out.good();
    });
    if (!done)
        return tl::unexpected(done.error());
    json.endArray();
    out << json.take() << '\n';
    return count;
}

Result<std::uint64_t> printText(CacheReader& cache, const TraceQuery& query, std::ostream& out, int width)
{
    std::uint64_t count = 0;
    const Result<void> done = forEachTrace(cache, query, [&](const TraceSummary& trace) {
        if (count++ == 0)
            out << cut(traceLineHeading(), width) << '\n';
        out << cut(traceLine(trace), width) << '\n';
        return out.good();
    });
    if (!done)
        return tl::unexpected(done.error());
    return count;
}

Exit run(const Arguments& arguments, Output& out)
{
    const Result<Operands> operands = readOperands(arguments, false);
    if (!operands)
        return complainAbout(operands.error());
    const Result<TraceQuery> query = queryOf(arguments);
    if (!query)
        return complainAbout(query.error());
    const bool asJson = arguments.has("json");
    auto sources =
        Sources::open(operands->inputs, arguments, asJson ? Summarise::Nothing : Summarise::WhatMatters);
    if (!sources)
        return sources.error();
    const int width = tableWidth(arguments, out);
    const Result<std::uint64_t> count =
        asJson ? printJson(sources->cache(), *query, out.stream())
               : printText(sources->cache(), *query, out.stream(), width > 0 ? width : INT_MAX);
    if (!count)
        return complainAbout(count.error());
    if (*count > 0 || query->limit == 0)
        return Exit::Done;
    if (!asJson)
        complain(sources->title() + " holds no traces");
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
        {kJsonOption,
         {"sort", "KEY", "by start (the default), duration, spans, errors or name", 0},
         {"ascending", "", "smallest or oldest first", 0},
         {"limit", "N", "at most N traces", 0}},
        run,
    };
    return kCommand;
}

} // namespace tailrace
