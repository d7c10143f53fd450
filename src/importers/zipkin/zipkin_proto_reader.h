// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads Zipkin's protobuf (fields: zipkin_proto_guess.h; Endpoint: service_name 1, ipv4 2, ipv6 3, port 4;
// Annotation: timestamp 1 (fixed64, µs), value 2): ListOfSpans or Spans, bare or each behind its length, one span
// in memory at a time. What becomes of a span's parts: zipkin_span.h; debug becomes the attribute zipkin.debug.
// What breaks off keeps every span that is complete. One thread, one input.

#include "importers/proto/proto_fields.h"
#include "importers/proto/proto_input.h"
#include "importers/span_sink.h"
#include "importers/zipkin/zipkin_span.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace {

class ZipkinProtoReader
{
public:
    ZipkinProtoReader(ByteStream& in, SpanSink& sink);

    /// Reads everything; fails only if the stream fails or holds no Zipkin protobuf at all.
    [[nodiscard]] Result<void> readAll();

private:
    struct Endpoint {
        ZipkinEndpoint parts;
        std::array<std::string, 2> addresses; // texts of parts
    };

    void message(std::uint64_t end);
    void span(std::string_view message, Location where);
    void field(const ProtoMessage& field);
    void kind(std::uint64_t number);
    void endpoint(std::string_view message, Endpoint& endpoint);
    void annotation(std::string_view message);
    void tag(std::string_view message);
    [[nodiscard]] TimeField time(std::uint64_t microseconds, const char* name, std::int64_t& ns,
                                 AttributeWriter& out);
    void checkEnd(const ProtoMessage& message, const char* what);

    SpanSink& m_sink;
    ProtoFields m_fields;
    ProtoInput m_in;
    ZipkinSpanBuilder m_builder;
    SpanDraft m_span;
    Endpoint m_local;
    Endpoint m_remote;
    TimeField m_start = TimeField::Missing;
    TimeField m_duration = TimeField::Missing;
};

} // namespace tailrace
