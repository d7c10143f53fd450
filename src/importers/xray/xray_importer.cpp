// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/xray/xray_importer.h"

#include "importers/json/json_outline.h"
#include "importers/xray/xray_reader.h"

#include <string>

namespace tailrace {

namespace {

/// Times as numbers tell a segment from other records with an id, a name and a start_time.
bool isSegment(const JsonOutline& outline, const std::string& before)
{
    const auto is = [&](const char* name, JsonKind kind) { return outline.kindOf(before + name) == kind; };
    return is("id", JsonKind::String) && is("name", JsonKind::String) && is("start_time", JsonKind::Number);
}

class XrayImporter : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override { return {"xray", "AWS X-Ray", "*.json *.jsonl *.log", 200}; }

    [[nodiscard]] bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        for (const char* path : {"Traces[].Segments", "Segments[].Document", "[].Segments[].Document"})
            if (head.outline->has(path))
                return true;
        if (head.outline->has("Traces") && head.outline->has("UnprocessedTraceIds"))
            return true;
        for (const char* before : {"", "[]."})
            if (isSegment(*head.outline, before) || isDocument(*head.outline, before))
                return true;
        return false;
    }

    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return XrayReader(in, sink).readAll();
    }

private:
    /// A segment as BatchGetTraces wraps it.
    static bool isDocument(const JsonOutline& outline, const std::string& before)
    {
        const JsonKind kind = outline.kindOf(before + "Document");
        if (kind == JsonKind::Object)
            return isSegment(outline, before + "Document.");
        return kind == JsonKind::String && outline.has(before + "Id");
    }
};

} // namespace

std::unique_ptr<Importer> makeXrayImporter()
{
    return std::make_unique<XrayImporter>();
}

} // namespace tailrace
