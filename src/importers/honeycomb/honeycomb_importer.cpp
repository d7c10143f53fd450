// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/honeycomb/honeycomb_importer.h"

#include "importers/honeycomb/honeycomb_csv_reader.h"
#include "importers/honeycomb/honeycomb_json_reader.h"
#include "importers/json/json_outline.h"

#include <algorithm>
#include <string>

namespace tailrace {

namespace {

/// The field of that name, not the member of an object "trace".
bool hasTraceId(const JsonOutline& outline, const std::string& before)
{
    const JsonKind kind = outline.kindOf(before + "trace.trace_id");
    return (kind == JsonKind::String || kind == JsonKind::Number) && !outline.has(before + "trace");
}

class HoneycombJsonImporter : public Importer
{
public:
    ImporterInfo info() const override { return {"honeycomb-json", "Honeycomb JSON", "*.json *.jsonl", 130}; }

    bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        for (const char* before :
             {"[].data.", "data.", "[].", "", "results[].", "results[].data.", "data.results[]."})
            if (hasTraceId(*head.outline, before))
                return true;
        return false;
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return HoneycombJsonReader(in, sink).readAll();
    }
};

class HoneycombCsvImporter : public Importer
{
public:
    ImporterInfo info() const override { return {"honeycomb-csv", "Honeycomb CSV", "*.csv *.tsv", 131}; }

    bool sniff(const Head& head) const override
    {
        constexpr std::string_view kTraceId = "trace.trace_id";
        if (head.bytes.find(kTraceId) == std::string_view::npos)
            return false;
        const std::optional<std::vector<std::string>> columns = csvHeader(head.bytes, head.isAll);
        return columns && std::find(columns->begin(), columns->end(), kTraceId) != columns->end();
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return HoneycombCsvReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeHoneycombJsonImporter()
{
    return std::make_unique<HoneycombJsonImporter>();
}

std::unique_ptr<Importer> makeHoneycombCsvImporter()
{
    return std::make_unique<HoneycombCsvImporter>();
}

} // namespace tailrace
