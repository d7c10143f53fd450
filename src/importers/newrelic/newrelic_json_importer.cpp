// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/newrelic/newrelic_json_importer.h"

#include "importers/json/json_outline.h"
#include "importers/newrelic/newrelic_json_reader.h"

#include <string>

namespace tailrace {

namespace {

/// The field trace.id, not the member of an object "trace".
bool hasTraceId(const JsonOutline& outline, const std::string& before)
{
    return outline.has(before + "trace.id") && !outline.has(before + "trace");
}

bool hasBatch(const JsonOutline& outline, const std::string& before)
{
    if (outline.kindOf(before + "spans") != JsonKind::Array)
        return false;
    return hasTraceId(outline, before + "spans[].") ||
           outline.kindOf(before + "common.attributes") == JsonKind::Object;
}

/// Rows of spans. Zipkin's have traceId and id too, so it takes a column that only New Relic writes.
bool hasRow(const JsonOutline& outline, const std::string& before)
{
    const auto has = [&](const char* name) { return outline.has(before + name); };
    const bool isOwn = hasTraceId(outline, before);
    return (isOwn || has("traceId")) && (has("id") || has("guid")) &&
           (isOwn || has("guid") || has("duration.ms") || has("durationMs"));
}

bool hasSpanEvents(const JsonOutline& outline)
{
    return (outline.has("[][][].guid") && outline.has("[][][].traceId")) ||
           (outline.has("[].events_seen") && outline.kindOf("[][]") == JsonKind::Array) ||
           outline.kindOf("span_event_data") == JsonKind::Array ||
           outline.kindOf("data.span_event_data") == JsonKind::Array;
}

class NewRelicJsonImporter : public Importer
{
public:
    ImporterInfo info() const override { return {"newrelic-json", "New Relic JSON", "*.json *.jsonl", 120}; }

    bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        const JsonOutline& outline = *head.outline;
        // Some rows of queries lie deeper than an outline goes.
        return hasBatch(outline, "[].") || hasBatch(outline, "") || hasSpanEvents(outline) ||
               hasRow(outline, "[].") || hasRow(outline, "") || hasRow(outline, "results[].") ||
               outline.has("results[].events[]") || outline.has("data.actor.account.nrql") ||
               outline.has("data.actor.distributedTracing") || outline.has("data.actor.nrql.results");
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return NewRelicJsonReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeNewRelicJsonImporter()
{
    return std::make_unique<NewRelicJsonImporter>();
}

} // namespace tailrace
