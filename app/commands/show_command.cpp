// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/sources.h"
#include "commands/terminal_text.h"
#include "commands/text_layout.h"
#include "commands/waterfall_text.h"
#include "model/analysis/explain.h"
#include "model/analysis/trace_json.h"
#include "model/base/format.h"

namespace tailrace {

namespace {

/// Writes the whole trace, a span at a time.
Result<void> printJson(CacheReader& cache, TraceId id, JsonWriter& json, std::ostream& out)
{
    const Result<SpanTablePtr> loaded = cache.loadTrace(id);
    if (!loaded)
        return tl::unexpected(loaded.error());
    const SpanTable& trace = **loaded;
    json.beginObject();
    json.key("traceId").text(toHex(id));
    json.key("startNs").decimalText(trace.traceStartNs);
    json.key("durationNs").integer(trace.traceDurationNs);
    json.key("services").beginArray();
    for (StringId service : trace.services)
        json.text(trace.strings.text(service));
    json.endArray().key("spans").beginArray();
    SpanIndex index = 0;
    Result<void> done = cache.forEachSpan(id, [&](const SpanDetail& span) {
        if (index >= trace.size() || trace.rowId[index] != span.rowId)
            return false;
        writeSpan(json, trace, index++, span);
        out << json.take();
        return out.good();
    });
    if (!done)
        return done;
    if (index != trace.size() && out)
        return failure(ErrorCode::Internal, "the cache lists the spans of trace " + toHex(id) + " in two orders");
    json.endArray().key("logs").beginArray();
    done = cache.forEachLog(id, [&](const LogDetail& log) {
        writeLog(json, log);
        out << json.take();
        return out.good();
    });
    if (!done)
        return done;
    json.endArray().endObject();
    return {};
}

Result<void> printText(CacheReader& cache, TraceId id, int width, const Style& style, std::ostream& out)
{
    const Result<SpanTablePtr> loaded = cache.loadTrace(id);
    if (!loaded)
        return tl::unexpected(loaded.error());
    const SpanTable& trace = **loaded;
    const Explanation story = explain(trace);
    out << style.bold(wrapped(terminalText(story.title), width)) << '\n';
    out << "Trace " << toHex(id) << ", " << formatInstantUtc(trace.traceStartNs) << "\n\n";
    writeWaterfall(trace, width, style, out);
    if (trace.errorCount > 0 || !story.structure.empty())
        out << '\n';
    if (trace.errorCount > 0)
        out << style.error("✗") << " " << formatCount(trace.errorCount, "span")
            << (trace.errorCount == 1 ? " has" : " have") << " status error.\n";
    for (const std::string& sentence : story.structure)
        out << style.error("!") << " " << wrapped(terminalText(sentence), width, "  ") << '\n';
    return {};
}

Exit showAll(Sources& sources, bool asJson, const std::function<Result<void>(TraceId)>& show, JsonWriter& json,
             std::ostream& out)
{
    Result<void> shown;
    bool isFirst = true;
    if (asJson)
        json.beginArray();
    const Result<void> listed = forEachTrace(sources.cache(), {}, [&](const TraceSummary& trace) {
        if (trace.isSummary)
            return true;
        if (!asJson && !std::exchange(isFirst, false))
            out << '\n';
        shown = show(trace.traceId);
        return shown.has_value() && out.good();
    });
    for (const Result<void>& result : {shown, listed})
        if (!result)
            return complainAbout(result.error());
    if (asJson)
        out << json.endArray().take() << '\n';
    return Exit::Done;
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
    const int width = drawingWidth(arguments, out);
    const Style style(arguments, out);
    JsonWriter json;
    const auto show = [&](TraceId id) {
        return asJson ? printJson(sources->cache(), id, json, out.stream())
                      : printText(sources->cache(), id, width, style, out.stream());
    };
    if (arguments.has("all") && !operands->trace)
        return showAll(*sources, asJson, show, json, out.stream());
    const Result<std::optional<TraceId>> id = sources->chooseTrace(operands->trace);
    if (!id)
        return complainAbout(id.error());
    if (!*id)
        return complainAbout({ErrorCode::Usage,
                              sources->title() + " holds several traces; name one ('tailrace traces' "
                                                 "lists them), or all of them with --all",
                              {}});
    if (const Result<void> done = show(**id); !done)
        return complainAbout(done.error());
    if (asJson)
        out.stream() << json.take() << '\n';
    return Exit::Done;
}

} // namespace

const Command& showCommand()
{
    static const Command kCommand{
        "show",
        "[TRACE_ID] SOURCE…",
        "show one trace as a waterfall, or everything about it as JSON",
        "Spans stand in waterfall order: each below its parent, siblings by start. ✗ marks\n"
        "a span with status error, ! one whose data is odd; what is odd is said below.\n"
        "TRACE_ID may be left out if the source holds one trace.\n"
        "With --json every attribute, event, link and log record is printed.\n",
        {kJsonOption,
         kTraceOption,
         {"all", "", "every trace of the source, newest first; with --json as one array", 0}},
        run,
    };
    return kCommand;
}

} // namespace tailrace
