// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/elastic/elastic_importer.h"

#include "importers/elastic/elastic_reader.h"
#include "importers/json/json_outline.h"

namespace tailrace {

namespace {

class ElasticImporter : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override
    {
        return {"elastic-apm", "Elastic APM", "*.ndjson *.jsonl *.json", 210};
    }

    [[nodiscard]] bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        const JsonOutline& outline = *head.outline;
        if (outline.has("metadata.service.agent") || outline.has("m.se.a"))
            return true;
        // A part of a stream, without its first line.
        return (outline.has("transaction.span_count") && outline.has("transaction.duration")) ||
               (outline.has("span.transaction_id") && outline.has("span.duration")) ||
               (outline.has("x.tid") && outline.has("x.yc"));
    }

    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return ElasticReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeElasticImporter()
{
    return std::make_unique<ElasticImporter>();
}

} // namespace tailrace
