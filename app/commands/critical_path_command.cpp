// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/critical_path_text.h"
#include "commands/sources.h"

#include <utility>

namespace tailrace {

namespace {

/// How and where the paths of a run are printed.
struct Printer {
    bool asJson;
    int width;
    Style style;
    JsonWriter json;
    std::ostream& out;
    bool isFirst = true;
};

Result<void> printTrace(CacheReader& cache, TraceId id, Printer& printer)
{
    const Result<SpanTablePtr> loaded = cache.loadTrace(id);
    if (!loaded)
        return tl::unexpected(loaded.error());
    const SpanTable& trace = **loaded;
    const CriticalPath path = findCriticalPath(trace);
    if (printer.asJson) {
        writeCriticalPathJson(printer.json, trace, path, printer.out);
        return {};
    }
    if (!std::exchange(printer.isFirst, false))
        printer.out << "\n\n";
    writeCriticalPath(trace, path, printer.width, printer.style, printer.out);
    return {};
}

Result<void> printAll(CacheReader& cache, Printer& printer)
{
    Result<void> printed;
    Result<void> listed = forEachTrace(cache, {}, [&](const TraceSummary& trace) {
        printed = printTrace(cache, trace.traceId, printer);
        return printed.has_value() && printer.out.good();
    });
    return printed ? listed : printed;
}

Result<void> print(Sources& sources, std::optional<TraceId> wanted, Printer& printer)
{
    const Result<std::optional<TraceId>> id = sources.chooseTrace(wanted);
    if (!id)
        return tl::unexpected(id.error());
    return *id ? printTrace(sources.cache(), **id, printer) : printAll(sources.cache(), printer);
}

Exit run(const Arguments& arguments, Output& out)
{
    const Result<Operands> operands = readOperands(arguments, true);
    if (!operands)
        return complainAbout(operands.error());
    const bool asJson = arguments.has("json");
    auto sources =
        Sources::open(operands->inputs, arguments, asJson ? Summarise::Nothing : Summarise::WhatMatters);
    if (!sources)
        return sources.error();
    Printer printer{asJson, drawingWidth(arguments, out), Style(arguments, out), {}, out.stream()};
    if (asJson)
        printer.json.beginArray();
    if (const Result<void> done = print(*sources, operands->trace, printer); !done)
        return complainAbout(done.error());
    if (asJson)
        out.stream() << printer.json.endArray().take() << '\n';
    return Exit::Done;
}

} // namespace

const Command& criticalPathCommand()
{
    static const Command kCommand{
        "critical-path",
        "[TRACE_ID] SOURCE…",
        "say for every instant of a trace which span was waited for",
        "The path of each root in order of time: its segments leave no hole, never overlap,\n"
        "and add up to the root's duration. A span works, or leaves a gap in which none of\n"
        "its children runs; before and after a server's answer that is send and return,\n"
        "before a consumer begins it is the queue. ! marks segments that rest on an\n"
        "assumption; which one is said below. Then the sums by service and operation.\n"
        "Without TRACE_ID all traces of the source, newest first.\n",
        {kJsonOption, kTraceOption},
        run,
    };
    return kCommand;
}

} // namespace tailrace
