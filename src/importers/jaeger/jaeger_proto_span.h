// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span or process of Jaeger's protobuf, from its message in memory (fields: jaeger_proto_guess.h; KeyValue:
// key 1, v_type 2, v_str 3, v_bool 4, v_int64 5, v_float64 6, v_binary 7; Log: timestamp 1, fields 2; SpanRef:
// trace_id 1, span_id 2, ref_type 3). What becomes of tags, logs and references: jaeger_span.h. Warnings become
// the attribute jaeger.warnings. One thread; memory is reused from span to span.

#include "importers/jaeger/jaeger_span.h"
#include "importers/proto/proto_fields.h"
#include "importers/proto/proto_reader.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

/// What a span refers to outside of itself; the texts are parts of its message.
struct JaegerProtoContext {
    std::string_view processId;
    std::optional<std::string_view> process; ///< message of the process within the span
};

class JaegerProtoRecords
{
public:
    explicit JaegerProtoRecords(SpanSink& sink)
        : m_fields(sink)
        , m_tags(sink)
    {
    }

    // Each function adds to a draft that the caller has cleared, and gives false if the message is broken
    // (reported).

    /// Reads a span, all but its resource.
    [[nodiscard]] bool readSpan(std::string_view message, Location where, JaegerProtoContext& context,
                                SpanDraft& span);
    /// A process: its service, and service.name as the first attribute.
    [[nodiscard]] bool readProcess(std::string_view message, Location where, ResourceDraft& resource);

    [[nodiscard]] ProtoFields& fields() { return m_fields; }

private:
    struct Reference {
        std::string_view type;
        std::string_view traceBytes;
        std::string_view spanBytes;
        TraceId traceId;
    };
    struct KeyValue {
        std::string_view key;
        std::uint64_t type = 0;
        std::string_view text;
        std::string_view binary;
        std::uint64_t boolean = 0;
        std::uint64_t integer = 0;
        std::uint64_t number = 0;
    };

    void spanField(const ProtoMessage& field, JaegerProtoContext& context, SpanDraft& span);
    void tag(std::string_view message, SpanDraft& span);
    void log(std::string_view message, EventDraft& event);
    void reference(std::string_view message);
    void finishReferences(SpanDraft& span);
    void finishWarnings(SpanDraft& span);
    [[nodiscard]] KeyValue keyValue(std::string_view message);
    void write(const KeyValue& pair, AttributeWriter& out);
    [[nodiscard]] bool time(std::string_view message, const char* name, bool mayBeNegative, std::int64_t& ns,
                            AttributeWriter& out);
    void checkEnd(const ProtoMessage& message, const char* what);

    ProtoFields m_fields;
    JaegerSpanTags m_tags;
    std::vector<Reference> m_references;
    std::vector<std::string_view> m_warnings;
    bool m_hasStart = false;
    bool m_hasDuration = false;
};

} // namespace tailrace
