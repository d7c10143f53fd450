// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/sources.h"
#include "importers/exporter_registry.h"
#include "model/base/json_writer.h"

namespace tailrace {

namespace {

Result<const Exporter*> chooseFormat(const Arguments& arguments)
{
    const std::string format = arguments.value("to").value_or("");
    if (format.empty())
        return failure(ErrorCode::Usage, "name the format: --to " + exporterIds());
    if (const Exporter* exporter = exporterOf(format))
        return exporter;
    return failure(ErrorCode::Usage, "cannot write '" + format + "'; --to takes " + exporterIds());
}

/// The file to write to; nothing for standard output.
Result<std::optional<std::string>> chooseFile(const Arguments& arguments)
{
    std::optional<std::string> path = arguments.value("output");
    if (path == "-")
        path.reset();
    if (arguments.has("json") && !path)
        return failure(ErrorCode::Usage, "--json needs --output FILE: standard output is where the spans go");
    return path;
}

void writeReport(const ExportReport& report, const ExporterInfo& format, std::ostream& out)
{
    JsonWriter json;
    json.beginObject().key("format").text(format.id);
    json.key("spans").unsignedInteger(report.spans);
    json.key("traces").unsignedInteger(report.traces);
    json.key("losses").beginArray();
    for (const ExportLoss& loss : report.losses) {
        json.beginObject().key("kind").text(name(loss.kind));
        json.key("count").unsignedInteger(loss.count);
        json.key("message").text(sentence(loss));
        if (!loss.example.isZero())
            json.key("exampleSpanId").text(toHex(loss.example));
        json.endObject();
    }
    json.endArray().endObject();
    out << json.view() << '\n';
}

void tell(const ExportReport& report, const ExporterInfo& format)
{
    for (const ExportLoss& loss : report.losses)
        complain(std::string(format.displayName) + ": " + sentence(loss) +
                 (loss.example.isZero() ? "" : "; the first at span " + toHex(loss.example)));
}

Exit run(const Arguments& arguments, Output& standardOut)
{
    const Result<Operands> operands = readOperands(arguments, true);
    if (!operands)
        return complainAbout(operands.error());
    const Result<const Exporter*> exporter = chooseFormat(arguments);
    if (!exporter)
        return complainAbout(exporter.error());
    const Result<std::optional<std::string>> path = chooseFile(arguments);
    if (!path)
        return complainAbout(path.error());
    auto sources = Sources::open(operands->inputs, arguments, Summarise::WhatMatters);
    if (!sources)
        return sources.error();
    if (operands->trace)
        if (const Result<std::optional<TraceId>> found = sources->chooseTrace(operands->trace); !found)
            return complainAbout(found.error());
    Output* out = &standardOut;
    Output file;
    if (*path) {
        if (sources->isSource(**path, operands->inputs))
            return complainAbout({ErrorCode::Usage, "is also the source; write to another file", **path});
        Result<Output> opened = Output::toFile(**path);
        if (!opened)
            return complainAbout(opened.error());
        file = std::move(*opened);
        out = &file;
    }
    const Result<ExportReport> report = (*exporter)->write(sources->cache(), operands->trace, out->stream());
    // Why the stream failed is known here, not there.
    if (const Result<void> finished = out->finish(); !finished)
        return complainAbout(finished.error());
    if (!report)
        return out->stream() ? complainAbout(report.error()) : Exit::Done;
    if (arguments.has("json"))
        writeReport(*report, (*exporter)->info(), standardOut.stream());
    else if (!arguments.has("quiet"))
        tell(*report, (*exporter)->info());
    if (report->spans == 0) {
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
        "--to FORMAT [TRACE_ID] SOURCE…",
        "write the spans in another format",
        "  otlp-json   one request a line, as the OpenTelemetry Collector's file exporter\n"
        "              writes it\n"
        "  otlp-proto  one OTLP protobuf message, as a collector takes it\n"
        "  jaeger      JSON as Jaeger's UI downloads and uploads it\n"
        "  zipkin      version 2 JSON, as Zipkin's API takes it\n"
        "  csv         a table with one row a span; attributes, events and links as JSON\n"
        "otlp-json also writes log records. Reading it again gives the same spans. What a format cannot hold is said on\n"
        "standard error, or with --json as JSON on standard output; the exit code stays 0.\n"
        "Without TRACE_ID all traces are written.\n",
        {{"to", "FORMAT", "the format: otlp-json, otlp-proto, jaeger, zipkin, csv", 0},
         kTraceOption,
         {"output", "FILE", "write to FILE instead of standard output", 'o'},
         {"json", "", "with --output: print what was written and what was lost as JSON", 0}},
        run,
    };
    return kCommand;
}

} // namespace tailrace
