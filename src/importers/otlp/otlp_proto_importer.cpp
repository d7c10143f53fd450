// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_proto_importer.h"

#include "importers/otlp/otlp_proto_framing.h"
#include "importers/otlp/otlp_proto_reader.h"

namespace tailrace {

namespace {

class OtlpProtoImporter : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override
    {
        return {"otlp-proto", "OTLP protobuf", "*.pb *.bin *.proto *.otlp", 100};
    }
    [[nodiscard]] bool sniff(const Head& head) const override
    {
        return otlpFraming(head.bytes) != ProtoFraming::None;
    }
    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return OtlpProtoReader(sink).readAll(in);
    }
};

} // namespace

std::unique_ptr<Importer> makeOtlpProtoImporter()
{
    return std::make_unique<OtlpProtoImporter>();
}

} // namespace tailrace
