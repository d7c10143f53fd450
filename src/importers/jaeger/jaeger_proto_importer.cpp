// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_proto_importer.h"

#include "importers/jaeger/jaeger_proto_guess.h"
#include "importers/jaeger/jaeger_proto_reader.h"

namespace tailrace {

namespace {

class JaegerProtoImporter : public Importer
{
public:
    [[nodiscard]] ImporterInfo info() const override
    {
        return {"jaeger-proto", "Jaeger protobuf", "*.pb *.bin *.proto", 99};
    }

    [[nodiscard]] bool sniff(const Head& head) const override
    {
        return protoFraming(head.bytes, isJaegerProto) != ProtoFraming::None;
    }

    [[nodiscard]] Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return JaegerProtoReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeJaegerProtoImporter()
{
    return std::make_unique<JaegerProtoImporter>();
}

} // namespace tailrace
