// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/story_text.h"
#include "commands/trace_answer.h"

namespace tailrace {

namespace {

Result<void> printTrace(CacheReader& cache, TraceId id, TracePrinter& printer)
{
    const Result<SpanTablePtr> loaded = loadTrace(cache, id, printer.clocks);
    if (!loaded)
        return tl::unexpected(loaded.error());
    const SpanTable& trace = **loaded;
    Result<void> looked;
    const Explanation story = explain(trace, [&](SpanIndex span) {
        const Result<SpanDetail> detail = cache.spanDetail(trace.rowId[span]);
        if (!detail)
            looked = tl::unexpected(detail.error());
        return detail ? failureText(*detail) : std::string();
    });
    if (!looked)
        return looked;
    if (printer.asJson) {
        writeStoryJson(printer.json, trace, story);
        printer.out << printer.json.take();
        return {};
    }
    printer.separate();
    printer.noteClocks(trace);
    writeStory(trace, story, printer.width, printer.style, printer.out);
    return {};
}

Result<void> printSource(Sources& sources, TracePrinter& printer)
{
    const Result<SourceStory> story = tellSource(sources.cache());
    if (!story)
        return tl::unexpected(story.error());
    if (printer.asJson)
        writeSourceStoryJson(printer.json, *story);
    else
        writeSourceStory(*story, sources.title(), printer.width, printer.style, printer.out);
    return {};
}

Result<void> print(Sources& sources, std::optional<TraceId> wanted, TracePrinter& printer)
{
    const Result<std::optional<TraceId>> id = sources.chooseTrace(wanted);
    if (!id)
        return tl::unexpected(id.error());
    return *id ? printTrace(sources.cache(), **id, printer) : printSource(sources, printer);
}

Exit run(const Arguments& arguments, Output& out)
{
    const bool isAll = arguments.has("all");
    return answerAboutTraces(arguments, out, tableWidth(arguments, out),
                             [isAll](Sources& sources, std::optional<TraceId> wanted, TracePrinter& printer) {
                                 return isAll && !wanted ? printEveryTrace(sources.cache(), printTrace, printer)
                                                         : print(sources, wanted, printer);
                             });
}

} // namespace

const Command& explainCommand()
{
    static const Command kCommand{
        "explain",
        "[TRACE_ID] SOURCE…",
        "tell where a trace's time went and where it failed",
        "A headline, the chain of spans that held most time, the largest self times, where\n"
        "errors began, what is missing or doubtful. Without TRACE_ID a source of several\n"
        "traces is summed up: how many, the slowest, those with errors.\n",
        {kJsonOption,
         kTraceOption,
         kClocksOption,
         {"all", "", "the story of every trace, newest first; with --json as one array", 0}},
        run,
    };
    return kCommand;
}

} // namespace tailrace
