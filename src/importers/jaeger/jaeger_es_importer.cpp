// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_es_importer.h"

#include "importers/jaeger/jaeger_es_reader.h"
#include "importers/json/json_outline.h"

#include <string>

namespace tailrace {

namespace {

bool hasSpan(const JsonOutline& outline, const std::string& before)
{
    const auto has = [&](const char* path) { return outline.has(before + path); };
    return has("traceID") && has("spanID") && (has("operationName") || has("startTime") || has("process"));
}

class JaegerEsImporter : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override
    {
        return {"jaeger-es", "Jaeger documents of Elasticsearch", "*.json *.jsonl *.ndjson", 21};
    }

    [[nodiscard]] bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        for (const char* before : {"", "_source.", "[].", "[]._source."})
            if (hasSpan(*head.outline, before))
                return true;
        // The members of a search answer's documents lie deeper than an outline goes.
        const bool isAnswer =
            head.outline->has("hits.hits[]._source") || head.outline->has("responses[].hits.hits");
        const auto contains = [&](const char* text) { return head.bytes.find(text) != std::string_view::npos; };
        return isAnswer && contains("\"traceID\"") && contains("\"spanID\"");
    }

    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return JaegerEsReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeJaegerEsImporter()
{
    return std::make_unique<JaegerEsImporter>();
}

} // namespace tailrace
