// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/chrome/chrome_importer.h"

#include "importers/chrome/chrome_reader.h"
#include "importers/json/json_outline.h"

#include <string>

namespace tailrace {

namespace {

class ChromeImporter : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override
    {
        return {"chrome-trace", "Chrome trace events", "*.json *.trace *.pftrace.json", 230};
    }

    [[nodiscard]] bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        const JsonOutline& outline = *head.outline;
        if (outline.kindOf("traceEvents") == JsonKind::Array)
            return true;
        for (const std::string before : {"[].", ""})
            if (outline.kindOf(before + "ph") == JsonKind::String &&
                (outline.has(before + "ts") || outline.has(before + "pid")))
                return true;
        return false;
    }

    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return ChromeReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeChromeImporter()
{
    return std::make_unique<ChromeImporter>();
}

} // namespace tailrace
