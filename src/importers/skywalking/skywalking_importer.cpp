// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/skywalking/skywalking_importer.h"

#include "importers/json/json_outline.h"
#include "importers/skywalking/skywalking_json_reader.h"
#include "importers/skywalking/skywalking_proto_framing.h"
#include "importers/skywalking/skywalking_proto_reader.h"

namespace tailrace {

namespace {

class SkywalkingImporter : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override
    {
        return {"skywalking-json", "SkyWalking JSON", "*.json *.jsonl *.ndjson", 220};
    }

    [[nodiscard]] bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        const JsonOutline& outline = *head.outline;
        for (const char* path : {"traceSegmentId", "[].traceSegmentId", "spans[].segmentId", "[].spans[].segmentId",
                                 "segments[].traceSegmentId"})
            if (outline.has(path))
                return true;
        // A segment whose own members stand behind its spans, and those behind the head.
        if (outline.has("spans[].operationName") && outline.has("spans[].spanLayer"))
            return true;
        // The members of a GraphQL answer's spans lie deeper than an outline goes.
        const bool isAnswer = outline.has("data.trace.spans") || outline.has("data.queryTrace.spans") ||
                              outline.has("data.queryTraces.traces") || outline.has("data.trace.traces");
        return isAnswer && head.bytes.find("\"segmentId\"") != std::string_view::npos;
    }

    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return SkywalkingJsonReader(in, sink).readAll();
    }
};

class SkywalkingProtoImporter : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override
    {
        return {"skywalking-proto", "SkyWalking protobuf", "*.pb *.bin", 221};
    }

    [[nodiscard]] bool sniff(const Head& head) const override
    {
        return skywalkingFraming(head.bytes, head.isAll) != SkywalkingFraming::None;
    }

    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return SkywalkingProtoReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeSkywalkingImporter()
{
    return std::make_unique<SkywalkingImporter>();
}

std::unique_ptr<Importer> makeSkywalkingProtoImporter()
{
    return std::make_unique<SkywalkingProtoImporter>();
}

} // namespace tailrace
