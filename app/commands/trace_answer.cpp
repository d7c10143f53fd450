// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/trace_answer.h"

#include <utility>

namespace tailrace {

void TracePrinter::separate(std::string_view between)
{
    if (!std::exchange(isFirst, false))
        out << between;
}

Result<void> printEveryTrace(CacheReader& cache, const PrintTrace& print, TracePrinter& printer)
{
    if (printer.asJson)
        printer.json.beginArray();
    Result<void> printed;
    Result<void> listed = forEachTrace(cache, {}, [&](const TraceSummary& trace) {
        if (trace.isSummary)
            return true;
        printed = print(cache, trace.traceId, printer);
        return printed.has_value() && printer.out.good();
    });
    if (printer.asJson)
        printer.json.endArray();
    return printed ? listed : printed;
}

Exit answerAboutTraces(const Arguments& arguments, Output& out, int width,
                       const std::function<Result<void>(Sources& sources, std::optional<TraceId> wanted,
                                                        TracePrinter& printer)>& print)
{
    const Result<Operands> operands = readOperands(arguments, true);
    if (!operands)
        return complainAbout(operands.error());
    const bool asJson = arguments.has("json");
    auto sources =
        Sources::open(operands->inputs, arguments, asJson ? Summarise::Nothing : Summarise::WhatMatters);
    if (!sources)
        return sources.error();
    TracePrinter printer{asJson, width, Style(arguments, out), {}, out.stream()};
    if (const Result<void> done = print(*sources, operands->trace, printer); !done)
        return complainAbout(done.error());
    if (asJson)
        out.stream() << printer.json.take() << '\n';
    return Exit::Done;
}

} // namespace tailrace
