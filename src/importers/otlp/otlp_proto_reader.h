// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks OTLP protobuf from the input down to its spans and log records, whose messages have the same outer form. A ResourceSpans message is taken into memory as a whole,
// so that its resource and schema URLs are known before its spans, wherever they stand; one beyond kMaxHeld is
// walked piece by piece, and its spans get what stands before them. What breaks off keeps every span that is
// complete. One thread, one input.

#include "importers/buffered_input.h"
#include "importers/otlp/otlp_proto_framing.h"
#include "importers/otlp/otlp_proto_log.h"
#include "importers/otlp/otlp_proto_span.h"
#include "importers/proto/proto_stream.h"
#include "importers/span_sink.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace {

class OtlpProtoReader
{
public:
    static constexpr std::size_t kMaxHeld = std::size_t{64} << 20;

    explicit OtlpProtoReader(SpanSink& sink);

    /// Reads everything; fails only if the stream fails or holds no OTLP traces at all.
    [[nodiscard]] Result<void> readAll(ByteStream& stream);

private:
    /// A message in memory, and where it lies in the input. Cut: its rest is not there.
    struct Message {
        std::string_view bytes;
        std::uint64_t offset = 0;
        bool isCut = false;
    };

    void records(BufferedInput& in, ProtoFraming framing);
    void record(BufferedInput& in, std::uint64_t length);
    void compressedRecord(BufferedInput& in, std::uint64_t length);

    void request(BufferedInput& in, std::uint64_t end);
    void largeResourceSpans(BufferedInput& in, std::uint64_t end);
    void largeScopeSpans(BufferedInput& in, std::uint64_t end);
    [[nodiscard]] Message take(BufferedInput& in, const ProtoStream& field);
    [[nodiscard]] bool fits(const ProtoStream& field, const BufferedInput& in, const char* what);
    void finish(const ProtoStream& fields, BufferedInput& in, const char* what);

    void resourceSpans(const Message& message);
    void scopeSpans(const Message& message);
    void spanOrLog(std::string_view message, Location where, bool isLog);
    void reportUntraced(Location where);
    void span(std::string_view message, Location where);
    void log(std::string_view message, Location where);
    void beginResource();
    void beginScope();
    void resource(std::string_view message, Location where);
    void scope(std::string_view message, Location where);
    void schemaUrl(std::string_view text, Location where, std::string& target, bool& isSettled, const char* what);
    void settleResource();
    void settleScope();
    void reopen(bool& isSettled, Location where, const char* what);

    [[nodiscard]] Location at(std::uint64_t offset) const;
    [[nodiscard]] Location at(const Message& message, std::string_view part) const;
    void truncated(const BufferedInput& in);

    SpanSink& m_sink;
    OtlpProtoRecords m_records;
    OtlpProtoLogs m_logs;
    SpanDraft m_span;
    LogDraft m_log;
    bool m_readsLogs = false;         // the message in hand is a ResourceLogs
    std::uint64_t m_untracedLogs = 0; // of the ResourceLogs in hand
    ResourceDraft m_resource;
    ScopeDraft m_scope;
    ResourceRef m_resourceRef = 0;
    ScopeRef m_scopeRef = 0;
    bool m_resourceSettled = false;
    bool m_scopeSettled = false;
    bool m_truncated = false;         // reported already
    std::int64_t m_recordOffset = -1; // of the compressed record whose content is being read
};

} // namespace tailrace
