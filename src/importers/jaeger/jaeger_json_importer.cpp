// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_json_importer.h"

#include "importers/jaeger/jaeger_json_reader.h"
#include "importers/json/json_outline.h"

#include <string>

namespace tailrace {

namespace {

/// A trace: a list of spans, and a name that only Jaeger spells like this. Of many spans the head shows only the
/// first, and behind "data[]." it does not look into them.
bool hasTrace(const JsonOutline& outline, const std::string& before)
{
    const auto has = [&](const char* path) { return outline.has(before + path); };
    if (outline.kindOf(before + "spans") != JsonKind::Array)
        return false;
    return has("traceID") || has("processes") || has("spans[].spanID") || before == "data[].";
}

class JaegerJsonImporter : public Importer
{
public:
    ImporterInfo info() const override { return {"jaeger-json", "Jaeger JSON", "*.json *.jsonl *.ndjson", 20}; }

    bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        for (const char* before : {"data[].", "data.", "", "[]."})
            if (hasTrace(*head.outline, before))
                return true;
        return false;
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return JaegerJsonReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeJaegerJsonImporter()
{
    return std::make_unique<JaegerJsonImporter>();
}

} // namespace tailrace
