// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_v1_importer.h"

#include "importers/zipkin/zipkin_lists.h"
#include "importers/zipkin/zipkin_v1_record.h"
#include "importers/zipkin/zipkin_v1_spans.h"
#include "importers/zipkin/zipkin_version.h"

namespace tailrace {

namespace {

class ZipkinV1Importer : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override
    {
        return {"zipkin-v1-json", "Zipkin v1 JSON", "*.json *.jsonl *.ndjson", 31};
    }

    [[nodiscard]] bool sniff(const Head& head) const override { return zipkinVersion(head) == ZipkinVersion::V1; }

    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        ZipkinV1Reader reader(sink);
        ZipkinV1Spans spans(sink);
        ZipkinV1Record record(sink.keys());
        return readZipkinLists(in, sink, [&](std::string_view raw, Location where) {
            if (!reader.read(raw, where, record))
                return;
            if (record.common.traceId.isZero() && record.common.spanId.isZero())
                sink.problem(ProblemCode::UnknownRecord, where, "a JSON object that is no span");
            else
                spans.handOn(record, where);
        });
    }
};

} // namespace

std::unique_ptr<Importer> makeZipkinV1Importer()
{
    return std::make_unique<ZipkinV1Importer>();
}

} // namespace tailrace
