// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/sources.h"
#include "importers/otlp/otlp_json_export.h"
#include "model/base/format.h"

#include <filesystem>

namespace tailrace {

namespace {

/// Writing over a file that is still being read would destroy both.
bool isSource(const std::string& path, const Sources& sources, const std::vector<std::string>& inputs)
{
    std::error_code ignored;
    for (const std::string& input : inputs)
        if (std::filesystem::equivalent(path, input, ignored))
            return true;
    return std::filesystem::equivalent(path, sources.outcome().cacheFile, ignored);
}

Exit run(const Arguments& arguments, Output& standardOut)
{
    const Result<Operands> operands = readOperands(arguments, true);
    if (!operands)
        return complainAbout(operands.error());
    const std::string format = arguments.value("to").value_or("");
    if (format != "otlp-json")
        return complainAbout({ErrorCode::Usage,
                              format.empty() ? "name the format: --to otlp-json"
                                             : "cannot write '" + format + "'; --to takes otlp-json",
                              {}});
    auto sources = Sources::open(operands->inputs, arguments, Summarise::WhatMatters);
    if (!sources)
        return sources.error();
    if (operands->trace)
        if (const Result<std::optional<TraceId>> found = sources->chooseTrace(operands->trace); !found)
            return complainAbout(found.error());
    Output* out = &standardOut;
    Output file;
    if (const std::optional<std::string> path = arguments.value("output"); path && *path != "-") {
        if (isSource(*path, *sources, operands->inputs))
            return complainAbout({ErrorCode::Usage, "is also the source; write to another file", *path});
        Result<Output> opened = Output::toFile(*path);
        if (!opened)
            return complainAbout(opened.error());
        file = std::move(*opened);
        out = &file;
    }
    const Result<std::uint64_t> spans = exportOtlpJson(sources->cache(), out->stream(), operands->trace);
    // Why the stream failed is known here, not there.
    if (const Result<void> finished = out->finish(); !finished)
        return complainAbout(finished.error());
    if (!spans && out->stream())
        return complainAbout(spans.error());
    if (spans && *spans == 0) {
        complain(sources->title() + " holds no spans");
        return Exit::No;
    }
    return Exit::Done;
}

} // namespace

const Command& exportCommand()
{
    static const Command kCommand{
        "export",
        "--to otlp-json [TRACE_ID] SOURCE…",
        "write the spans in another format",
        "otlp-json is what the OpenTelemetry Collector's file exporter writes: one request\n"
        "a line. Everything that was imported is written; reading it again gives the\n"
        "same spans. Without TRACE_ID all traces are written.\n",
        {{"to", "FORMAT", "the format: otlp-json", 0},
         kTraceOption,
         {"output", "FILE", "write to FILE instead of standard output", 'o'}},
        run,
    };
    return kCommand;
}

} // namespace tailrace
