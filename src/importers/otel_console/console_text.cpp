// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otel_console/console_text.h"

namespace tailrace {

namespace {

/// Both texts must be there.
struct ConsoleText {
    std::string_view first;
    std::string_view second;
    std::string_view what;
};
constexpr ConsoleText kTexts[] = {
    {"traceId: '", "instrumentationScope: {",
     "the console output of the JavaScript SDK, which is no JSON; export OTLP JSON instead"},
    {"traceId: '",
     "traceState:", "the console output of the JavaScript SDK, which is no JSON; export OTLP JSON instead"},
    {"Activity.TraceId:", "Activity.SpanId:",
     "the console output of the .NET SDK, which is no JSON; export OTLP JSON instead"},
    {"#<struct OpenTelemetry::SDK::Trace::SpanData", "",
     "the console output of the Ruby SDK, which is no JSON; export OTLP JSON instead"},
    {"LoggingSpanExporter", "[tracer:",
     "the output of the Java SDK's LoggingSpanExporter, which is no JSON; OtlpJsonLoggingSpanExporter writes "
     "JSON"},
    {"ResourceSpans #", "InstrumentationScope",
     "the output of the Collector's debug exporter, which is no JSON; its file exporter writes JSON"},
};

} // namespace

std::optional<std::string_view> describeConsoleText(std::string_view head)
{
    for (const ConsoleText& text : kTexts)
        if (head.find(text.first) != std::string_view::npos && head.find(text.second) != std::string_view::npos)
            return text.what;
    return std::nullopt;
}

} // namespace tailrace
