// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/trace_answer.h"

#include "commands/terminal_text.h"
#include "model/analysis/clock_hosts.h"
#include "model/base/format.h"
#include "model/trace/corrected_trace.h"

#include <algorithm>
#include <utility>

namespace tailrace {

void TracePrinter::separate(std::string_view between)
{
    if (!std::exchange(isFirst, false))
        out << between;
}

void TracePrinter::noteClocks(const SpanTable& trace)
{
    if (clocks == Clocks::Recorded)
        return;
    const auto moved =
        trace.movedNs.size() -
        static_cast<std::size_t>(std::count(trace.movedNs.begin(), trace.movedNs.end(), std::int64_t{0}));
    out << wrapped(moved == 0 ? std::string("Clocks: nothing says that they disagree; all times are as recorded.")
                              : "Clocks: corrected; " + formatCount(moved, "span") +
                                    (moved == 1 ? " was moved." : " were moved."),
                   width)
        << "\n\n";
}

Result<SpanTablePtr> loadTrace(CacheReader& cache, TraceId id, Clocks clocks)
{
    Result<SpanTablePtr> recorded = cache.loadTrace(id);
    if (!recorded || clocks == Clocks::Recorded)
        return recorded;
    Result<ClockHosts> hosts = findHosts(cache.path(), **recorded);
    if (!hosts)
        return failure(std::move(hosts));
    return correctTrace(**recorded, ClockLayer::estimate(**recorded, std::move(*hosts))).table;
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
    TracePrinter printer{asJson,
                         width,
                         arguments.has(kClocksOption.name) ? Clocks::Corrected : Clocks::Recorded,
                         Style(arguments, out),
                         {},
                         out.stream()};
    if (const Result<void> done = print(*sources, operands->trace, printer); !done)
        return complainAbout(done.error());
    if (asJson)
        out.stream() << printer.json.take() << '\n';
    return Exit::Done;
}

} // namespace tailrace
