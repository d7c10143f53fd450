// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span or process of Jaeger JSON, as its UI downloads and its API answers (model of internal/uimodel; times in
// microseconds); see jaeger_span.h for what becomes of tags, logs and references. The form that Jaeger stores in
// Elasticsearch is read as well: process within the span, tags as members of an object "tag", startTimeMillis.
//
// Members that we do not know are kept as attributes "jaeger.NAME", except those that Jaeger's UI computes for
// itself and that end up in files saved from it. One thread; memory is reused from span to span.

#include "importers/jaeger/jaeger_json_tags.h"
#include "importers/jaeger/jaeger_span.h"
#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

/// What a span refers to outside of itself; the texts live until the next span is read.
struct JaegerSpanContext {
    std::string_view traceId;   ///< of the trace, for spans that have none
    std::string_view processId; ///< out: key into the trace's processes
    std::string_view process;   ///< out: raw text of the process within the span
};

class JaegerJsonRecords
{
public:
    explicit JaegerJsonRecords(SpanSink& sink)
        : m_record(sink)
        , m_fields(m_record, "jaeger.")
        , m_fromTags(sink)
    {
    }

    // `raw` is one JSON object, padded, as JsonCursor::value() gives it. Each function adds to a draft that the
    // caller has cleared, and gives false if the record is broken (reported).

    /// Reads a span, all but its resource.
    [[nodiscard]] bool readSpan(std::string_view raw, Location where, JaegerSpanContext& context, SpanDraft& span);
    /// A process: its service, and service.name as the first attribute.
    [[nodiscard]] bool readProcess(std::string_view raw, Location where, ResourceDraft& resource);

private:
    struct Reference {
        std::string_view type;
        std::string_view traceId;
        std::string_view spanId;
    };
    void spanField(std::string_view key, JsonValue value, JaegerSpanContext& context, SpanDraft& span);
    void tags(std::string_view key, JsonValue value, SpanDraft& span);
    [[nodiscard]] bool takeTag(const JaegerTag& tag, SpanDraft& span);
    void logs(std::string_view key, JsonValue value, SpanDraft& span);
    void log(JsonValue value, EventDraft& event);
    void logFields(JsonValue value, EventDraft& event);
    void references(std::string_view key, JsonValue value, SpanDraft& span);
    void reference(JsonValue value, SpanDraft& span);
    void warnings(std::string_view key, JsonValue value, SpanDraft& span);
    void process(std::string_view key, JsonValue value, JaegerSpanContext& context, SpanDraft& span);

    void finishReferences(SpanDraft& span);
    void finishTimes(SpanDraft& span);
    void addLink(const Reference& reference, SpanDraft& span);

    JsonRecord m_record;
    JsonFields m_fields;
    JaegerSpanTags m_fromTags;
    std::vector<Reference> m_references;
    std::string_view m_traceText;
    std::string_view m_parentText;
    std::int64_t m_coarseStartNs = 0; // of startTimeMillis
    TimeField m_start = TimeField::Missing;
    TimeField m_duration = TimeField::Missing;
};

} // namespace tailrace
