// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_json_importer.h"

#include "importers/json/json_outline.h"
#include "importers/otlp/otlp_json_reader.h"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace tailrace {

namespace {

bool hasAny(const JsonOutline& outline, std::string_view before, std::initializer_list<std::string_view> paths)
{
    return std::any_of(paths.begin(), paths.end(),
                       [&](std::string_view path) { return outline.has(std::string(before).append(path)); });
}

bool hasSpans(const JsonOutline& outline, std::string_view before)
{
    return hasAny(outline, before,
                  {"scopeSpans[].spans", "resourceSpans", "resource_spans", "trace.resourceSpans", "trace.resource_spans",
                   "result.resourceSpans", "result.resource_spans", "traces.resourceSpans",
                   "traces.resource_spans", "trace.batches[].scopeSpans", "batches[].scopeSpans",
                   "batches[].scope_spans", "batches[].instrumentationLibrarySpans",
                   "batches[].instrumentation_library_spans"});
}

bool hasLogs(const JsonOutline& outline, std::string_view before)
{
    return hasAny(outline, before,
                  {"scopeLogs[].logRecords", "resourceLogs[].scopeLogs", "resourceLogs[].scope_logs", "resource_logs[].scope_logs",
                   "resourceLogs[].instrumentationLibraryLogs"});
}

bool hasOtherSignals(const JsonOutline& outline, std::string_view before)
{
    return hasAny(outline, before,
                  {"resourceLogs", "resourceMetrics", "resourceProfiles", "resource_logs", "resource_metrics",
                   "resource_profiles"});
}

class OtlpJsonImporter : public Importer
{
public:
    ImporterInfo info() const override { return {"otlp-json", "OTLP JSON", "*.json *.jsonl *.ndjson", 10}; }

    bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        // In a file of several signals the first spans may come behind the head.
        for (const std::string_view before : {"", "[]."})
            if (hasSpans(*head.outline, before) || hasLogs(*head.outline, before) ||
                (!head.isAll && hasOtherSignals(*head.outline, before)))
                return true;
        return false;
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override { return readOtlpJson(in, sink); }
};

} // namespace

std::unique_ptr<Importer> makeOtlpJsonImporter()
{
    return std::make_unique<OtlpJsonImporter>();
}

Result<void> readOtlpJson(ByteStream& in, SpanSink& sink)
{
    return OtlpJsonReader(in, sink).readAll();
}

} // namespace tailrace
