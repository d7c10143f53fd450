// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span of SkyWalking JSON, as agents report it (SpanObject of language-agent/Tracing.proto in proto3's JSON, enums
// by name or number) or as the GraphQL query answers it (query-protocol, trace.graphqls: serviceCode, endpointName,
// layer, …); and what a segment says of all its spans. Times in milliseconds. Tags become attributes under their own
// names, other members that we do not know are kept as skywalking.NAME. One thread.

#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/skywalking/skywalking_span.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace {

/// What a segment says of its spans, or a span of an answer of itself.
struct SkywalkingOwner {
    std::string traceId;
    std::string segmentId;
    std::string service;
    std::string instance;
};

class SkywalkingJsonRecords
{
public:
    explicit SkywalkingJsonRecords(SpanSink& sink)
        : m_record(sink)
        , m_fields(m_record, "skywalking.")
    {
    }

    // `raw` is one JSON object, padded. Each function adds to a draft that the caller has cleared, and gives false if
    // the record is broken (reported).

    /// `owner` is the segment's; what the span itself says replaces it.
    [[nodiscard]] bool readSpan(std::string_view raw, Location where, SkywalkingOwner& owner, SpanDraft& span);
    /// The members of a segment beside its spans; those that we do not know go to its resource.
    [[nodiscard]] bool readSegment(std::string_view raw, Location where, SkywalkingOwner& owner,
                                   ResourceDraft& resource);

private:
    void spanField(std::string_view key, JsonValue value, SkywalkingOwner& owner, SpanDraft& span);
    [[nodiscard]] bool ownerField(std::string_view key, JsonValue value, SkywalkingOwner& owner, AttributeWriter& out);
    [[nodiscard]] bool numberField(std::string_view key, JsonValue value, AttributeWriter& out);
    [[nodiscard]] bool listField(std::string_view key, JsonValue value, SpanDraft& span);
    [[nodiscard]] std::string_view enumText(JsonValue value, std::string_view (*nameOf)(std::int64_t));
    void reference(JsonValue value, AttributeWriter& out);
    void log(JsonValue value, EventDraft& event);
    void attachedEvent(JsonValue value, EventDraft& event);
    [[nodiscard]] std::int64_t instant(JsonValue value);
    void attributePair(JsonValue item, AttributeWriter& out);
    void logPair(JsonValue item, EventDraft& event);

    JsonRecord m_record;
    JsonFields m_fields;
    SkywalkingSpan m_span;
    std::int64_t m_startNs = 0;
    std::int64_t m_endNs = 0;
    bool m_isReport = false; // as agents write it
};

} // namespace tailrace
