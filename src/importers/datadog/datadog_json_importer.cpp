// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/datadog_json_importer.h"

#include "importers/datadog/datadog_json_reader.h"
#include "importers/json/json_outline.h"

#include <string>

namespace tailrace {

namespace {

bool hasIds(const JsonOutline& outline, const std::string& before)
{
    return outline.has(before + "trace_id") && outline.has(before + "span_id");
}

/// Spans outside of a chunk need more to be told from those of other systems and from test trees (_children).
bool hasLoneSpans(const JsonOutline& outline, const std::string& before)
{
    return hasIds(outline, before) && outline.has(before + "resource") && outline.has(before + "service") &&
           !outline.has(before + "_children");
}

bool hasView(const JsonOutline& outline)
{
    return outline.kindOf("trace.spans") == JsonKind::Object || outline.has("trace.root_id") ||
           outline.has("data.attributes.trace.root_id") || outline.has("data.attributes.trace.spans") ||
           (outline.has("root_id") && outline.kindOf("spans") == JsonKind::Object);
}

class DatadogJsonImporter : public Importer
{
public:
    ImporterInfo info() const override { return {"datadog-json", "Datadog JSON", "*.json *.jsonl *.log", 110}; }

    bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        const JsonOutline& outline = *head.outline;
        return hasIds(outline, "[][].") || hasIds(outline, "traces[][].") ||
               hasIds(outline, "data[].attributes.") || hasIds(outline, "[].attributes.") ||
               hasIds(outline, "attributes.") || hasView(outline) || hasLoneSpans(outline, "[].") ||
               hasLoneSpans(outline, "");
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return DatadogJsonReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeDatadogJsonImporter()
{
    return std::make_unique<DatadogJsonImporter>();
}

} // namespace tailrace
