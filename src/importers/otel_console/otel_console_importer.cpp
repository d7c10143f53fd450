// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otel_console/otel_console_importer.h"

#include "importers/json/json_outline.h"
#include "importers/otel_console/otel_console_reader.h"

#include <string>

namespace tailrace {

namespace {

bool hasSpan(const JsonOutline& outline, const std::string& before)
{
    const auto has = [&](const char* path) { return outline.has(before + path); };
    if (has("SpanContext.TraceID") && has("SpanContext.SpanID"))
        return true;
    return has("context.trace_id") && has("context.span_id") &&
           (has("start_time") || has("start") || has("parent_id") || has("parent_span_id"));
}

class OtelConsoleImporter : public Importer
{
public:
    ImporterInfo info() const override
    {
        return {"otel-console", "OpenTelemetry console JSON", "*.json *.jsonl *.log *.txt", 60};
    }

    bool sniff(const Head& head) const override
    {
        return head.outline != nullptr && (hasSpan(*head.outline, "") || hasSpan(*head.outline, "[]."));
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return OtelConsoleReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeOtelConsoleImporter()
{
    return std::make_unique<OtelConsoleImporter>();
}

} // namespace tailrace
