// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/terminal_text.h"
#include "commands/text_layout.h"
#include "commands/trace_answer.h"
#include "commands/waterfall_text.h"
#include "model/analysis/explain.h"
#include "model/analysis/trace_json.h"
#include "model/base/format.h"

namespace tailrace {

namespace {

Result<void> printSpans(CacheReader& cache, const SpanTable& trace, TracePrinter& printer)
{
    SpanIndex index = 0;
    Result<void> done = cache.forEachSpan(trace.traceId, [&](const SpanDetail& span) {
        if (index >= trace.size() || trace.rowId[index] != span.rowId)
            return false;
        writeSpan(printer.json, trace, index++, span);
        printer.out << printer.json.take();
        return printer.out.good();
    });
    if (done && index != trace.size() && printer.out)
        return failure(ErrorCode::Internal,
                       "the cache lists the spans of trace " + toHex(trace.traceId) + " in two orders");
    return done;
}

/// In the order of corrected starts, which is not that of the cache.
Result<void> printMovedSpans(CacheReader& cache, const SpanTable& trace, TracePrinter& printer)
{
    for (SpanIndex index = 0; index < trace.size() && printer.out; ++index) {
        const Result<SpanDetail> span = cache.spanDetail(trace.rowId[index]);
        if (!span)
            return tl::unexpected(span.error());
        writeSpan(printer.json, trace, index, *span);
        printer.out << printer.json.take();
    }
    return {};
}

/// Writes the whole trace, a span at a time.
Result<void> printJson(CacheReader& cache, TraceId id, TracePrinter& printer)
{
    JsonWriter& json = printer.json;
    std::ostream& out = printer.out;
    const Result<SpanTablePtr> loaded = loadTrace(cache, id, printer.clocks);
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
    Result<void> done = printer.clocks == Clocks::Corrected ? printMovedSpans(cache, trace, printer)
                                                            : printSpans(cache, trace, printer);
    if (!done)
        return done;
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

Result<void> printText(CacheReader& cache, TraceId id, TracePrinter& printer)
{
    std::ostream& out = printer.out;
    const Style& style = printer.style;
    printer.separate();
    const Result<SpanTablePtr> loaded = loadTrace(cache, id, printer.clocks);
    if (!loaded)
        return tl::unexpected(loaded.error());
    const SpanTable& trace = **loaded;
    const Explanation story = explain(trace);
    out << style.bold(wrapped(terminalText(story.title), printer.width)) << '\n';
    out << "Trace " << toHex(id) << ", " << formatInstantUtc(trace.traceStartNs) << "\n\n";
    printer.noteClocks(trace);
    writeWaterfall(trace, printer.width, style, out);
    if (trace.errorCount > 0 || !story.structure.empty())
        out << '\n';
    if (trace.errorCount > 0)
        out << style.error("✗") << " " << formatCount(trace.errorCount, "span")
            << (trace.errorCount == 1 ? " has" : " have") << " status error.\n";
    for (const std::string& sentence : story.structure)
        out << style.error("!") << " " << wrapped(terminalText(sentence), printer.width, "  ") << '\n';
    return {};
}

Result<void> printTrace(CacheReader& cache, TraceId id, TracePrinter& printer)
{
    return printer.asJson ? printJson(cache, id, printer) : printText(cache, id, printer);
}

Result<void> printOne(Sources& sources, std::optional<TraceId> wanted, TracePrinter& printer)
{
    const Result<std::optional<TraceId>> id = sources.chooseTrace(wanted);
    if (!id)
        return tl::unexpected(id.error());
    if (!*id)
        return failure(ErrorCode::Usage, sources.title() + " holds several traces; name one ('tailrace traces' "
                                                           "lists them), or all of them with --all");
    return printTrace(sources.cache(), **id, printer);
}

Exit run(const Arguments& arguments, Output& out)
{
    const bool isAll = arguments.has("all");
    return answerAboutTraces(arguments, out, drawingWidth(arguments, out),
                             [isAll](Sources& sources, std::optional<TraceId> wanted, TracePrinter& printer) {
                                 return isAll && !wanted ? printEveryTrace(sources.cache(), printTrace, printer)
                                                         : printOne(sources, wanted, printer);
                             });
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
         kClocksOption,
         {"all", "", "every trace of the source, newest first; with --json as one array", 0}},
        run,
    };
    return kCommand;
}

} // namespace tailrace
