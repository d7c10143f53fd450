// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads SkyWalking's segments in protobuf, one message in memory at a time (fields: skywalking_proto_framing.h;
// SpanObject: spanId 1, parentSpanId 2, startTime 3, endTime 4, refs 5, operationName 6, peer 7, spanType 8,
// spanLayer 9, componentId 10, isError 11, tags 12, logs 13, skipAnalysis 14; times in milliseconds). What breaks off
// keeps every span that is complete. One thread, one input.

#include "importers/buffered_input.h"
#include "importers/proto/proto_reader.h"
#include "importers/skywalking/skywalking_proto_framing.h"
#include "importers/skywalking/skywalking_span.h"
#include "importers/span_sink.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace tailrace {

class SkywalkingProtoReader
{
public:
    /// Larger messages are passed over and reported.
    static constexpr std::size_t kMaxMessage = std::size_t{64} << 20;

    SkywalkingProtoReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    void messages(SkywalkingFraming framing);
    [[nodiscard]] bool readLength(SkywalkingFraming framing, std::uint64_t& length);
    void message(std::string_view bytes, std::uint64_t offset, SkywalkingFraming framing);
    void collection(std::string_view bytes, std::uint64_t offset);
    void segment(std::string_view bytes, std::uint64_t offset);
    void span(std::string_view bytes, Location where);
    void spanField(const ProtoMessage& field);
    void reference(std::string_view bytes);
    void log(std::string_view bytes);
    void tag(std::string_view bytes);
    void keyAndValue(std::string_view bytes, std::string_view& key, std::string_view& value);
    void unknown(const ProtoMessage& field, const char* name);
    [[nodiscard]] std::string_view text(std::string_view bytes);
    [[nodiscard]] std::int64_t time(std::uint64_t milliseconds);
    void checkEnd(const ProtoMessage& message, const char* what);

    BufferedInput m_in;
    SpanSink& m_sink;
    SpanDraft m_draft;
    ResourceDraft m_resource;
    SkywalkingSpan m_span;
    std::int64_t m_startNs = 0;
    std::int64_t m_endNs = 0;
    Location m_where;
    bool m_isCut = false; // the message breaks off, which was reported
    std::deque<std::string> m_repaired; // texts of this segment that were no valid UTF-8
};

} // namespace tailrace
