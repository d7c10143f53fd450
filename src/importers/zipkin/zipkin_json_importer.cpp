// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_json_importer.h"

#include "importers/zipkin/zipkin_json_span.h"
#include "importers/zipkin/zipkin_lists.h"
#include "importers/zipkin/zipkin_version.h"

namespace tailrace {

namespace {

class ZipkinJsonImporter : public Importer
{
public:
    ImporterInfo info() const override { return {"zipkin-json", "Zipkin v2 JSON", "*.json *.jsonl *.ndjson", 30}; }

    bool sniff(const Head& head) const override { return zipkinVersion(head) == ZipkinVersion::V2; }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        ZipkinJsonRecords records(sink);
        SpanDraft span(sink.keys());
        return readZipkinLists(in, sink, [&](std::string_view raw, Location where) {
            span.clear();
            if (!records.readSpan(raw, where, span))
                return;
            if (span.traceId.isZero() && span.spanId.isZero())
                sink.problem(ProblemCode::UnknownRecord, where, "a JSON object that is no span");
            else
                sink.addSpan(span, where);
        });
    }
};

} // namespace

std::unique_ptr<Importer> makeZipkinJsonImporter()
{
    return std::make_unique<ZipkinJsonImporter>();
}

} // namespace tailrace
