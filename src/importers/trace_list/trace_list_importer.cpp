// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/trace_list/trace_list_importer.h"

#include "importers/json/json_outline.h"
#include "importers/trace_list/trace_list_reader.h"

#include <string>

namespace tailrace {

namespace {

bool isTraceList(const JsonOutline& outline, const std::string& before)
{
    const auto has = [&](const char* path) { return outline.has(before + path); };
    if (has("traces[].traceID") &&
        (has("traces[].rootServiceName") || has("traces[].rootTraceName") || has("traces[].startTimeUnixNano")))
        return true;
    return has("summaries[].traceId") && (has("summaries[].spanCount") || has("summaries[].rootServiceName"));
}

class TraceListImporter : public Importer
{
public:
    ImporterInfo info() const override { return {"trace-list", "Trace search results", "*.json *.jsonl", 15}; }

    bool sniff(const Head& head) const override
    {
        return head.outline != nullptr &&
               (isTraceList(*head.outline, "") || isTraceList(*head.outline, "result."));
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return TraceListReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeTraceListImporter()
{
    return std::make_unique<TraceListImporter>();
}

} // namespace tailrace
