// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_proto_importer.h"

#include "importers/zipkin/zipkin_proto_guess.h"
#include "importers/zipkin/zipkin_proto_reader.h"

namespace tailrace {

namespace {

class ZipkinProtoImporter : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override
    {
        return {"zipkin-proto", "Zipkin protobuf", "*.pb *.bin *.proto", 98};
    }

    [[nodiscard]] bool sniff(const Head& head) const override
    {
        return protoFraming(head.bytes, isZipkinProto) != ProtoFraming::None;
    }

    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return ZipkinProtoReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeZipkinProtoImporter()
{
    return std::make_unique<ZipkinProtoImporter>();
}

} // namespace tailrace
