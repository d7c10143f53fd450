// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/sources.h"
#include "commands/story_text.h"

#include <utility>

namespace tailrace {

namespace {

/// How and where the stories of a run are printed.
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
    if (!std::exchange(printer.isFirst, false))
        printer.out << '\n';
    writeStory(trace, story, printer.width, printer.style, printer.out);
    return {};
}

Result<void> printAll(CacheReader& cache, Printer& printer)
{
    if (printer.asJson)
        printer.json.beginArray();
    Result<void> printed;
    Result<void> listed = forEachTrace(cache, {}, [&](const TraceSummary& trace) {
        if (trace.isSummary)
            return true;
        printed = printTrace(cache, trace.traceId, printer);
        return printed.has_value() && printer.out.good();
    });
    if (printer.asJson)
        printer.json.endArray();
    return printed ? listed : printed;
}

Result<void> printSource(Sources& sources, Printer& printer)
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

Result<void> print(Sources& sources, const Arguments& arguments, std::optional<TraceId> wanted, Printer& printer)
{
    if (arguments.has("all") && !wanted)
        return printAll(sources.cache(), printer);
    const Result<std::optional<TraceId>> id = sources.chooseTrace(wanted);
    if (!id)
        return tl::unexpected(id.error());
    return *id ? printTrace(sources.cache(), **id, printer) : printSource(sources, printer);
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
    Printer printer{asJson, tableWidth(arguments, out), Style(arguments, out), {}, out.stream()};
    if (const Result<void> done = print(*sources, arguments, operands->trace, printer); !done)
        return complainAbout(done.error());
    if (asJson)
        out.stream() << printer.json.take() << '\n';
    return Exit::Done;
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
         {"all", "", "the story of every trace, newest first; with --json as one array", 0}},
        run,
    };
    return kCommand;
}

} // namespace tailrace
