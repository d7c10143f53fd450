// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/critical_path_text.h"
#include "commands/trace_answer.h"

namespace tailrace {

namespace {

Result<void> printTrace(CacheReader& cache, TraceId id, TracePrinter& printer)
{
    const Result<SpanTablePtr> loaded = loadTrace(cache, id, printer.clocks);
    if (!loaded)
        return tl::unexpected(loaded.error());
    const SpanTable& trace = **loaded;
    const CriticalPath path = findCriticalPath(trace);
    if (printer.asJson) {
        writeCriticalPathJson(printer.json, trace, path, printer.out);
        return {};
    }
    printer.separate("\n\n");
    printer.noteClocks(trace);
    writeCriticalPath(trace, path, printer.width, printer.style, printer.out);
    return {};
}

Result<void> print(Sources& sources, std::optional<TraceId> wanted, TracePrinter& printer)
{
    const Result<std::optional<TraceId>> id = sources.chooseTrace(wanted);
    if (!id)
        return tl::unexpected(id.error());
    if (!*id)
        return printEveryTrace(sources.cache(), printTrace, printer);
    if (printer.asJson)
        printer.json.beginArray();
    if (const Result<void> printed = printTrace(sources.cache(), **id, printer); !printed)
        return printed;
    if (printer.asJson)
        printer.json.endArray();
    return {};
}

Exit run(const Arguments& arguments, Output& out)
{
    return answerAboutTraces(arguments, out, drawingWidth(arguments, out), print);
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
        {kJsonOption, kTraceOption, kClocksOption},
        run,
    };
    return kCommand;
}

} // namespace tailrace
