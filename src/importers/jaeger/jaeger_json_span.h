// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span or process of Jaeger JSON, as its UI downloads and its API answers (model of internal/uimodel; times in
// microseconds). What Jaeger writes as tags because its model has no field for it becomes a field again:
// span.kind, error and otel.status_code, otel.status_description, otel.scope.* (older: otel.library.*),
// w3c.tracestate. The form that Jaeger stores in Elasticsearch is read as well: process within the span, tags as
// members of an object "tag", startTimeMillis. A tag that says more than its field holds stays an attribute as well.
//
// Parent: the first CHILD_OF reference into the span's own trace, else the first reference into it, else
// parentSpanID. All other references are links with the attribute opentracing.ref_type (OpenTelemetry's name and
// values); the span itself has it when its parent is one that it follows from.
//
// Members that we do not know are kept as attributes "jaeger.NAME", except those that Jaeger's UI computes for
// itself and that end up in files saved from it. One thread; memory is reused from span to span.

#include "importers/jaeger/jaeger_json_tags.h"
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
        , m_scope(sink.keys())
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
    /// What the tags of a span say about its fields.
    struct FromTags {
        std::optional<bool> error;
        std::optional<StatusCode> status;
        std::string_view scopeName;
        std::string_view scopeVersion;
    };

    void spanField(std::string_view key, JsonValue value, JaegerSpanContext& context, SpanDraft& span);
    void tags(std::string_view key, JsonValue value, SpanDraft& span);
    [[nodiscard]] bool takeTag(const JaegerTag& tag, SpanDraft& span);
    [[nodiscard]] bool takeText(const JaegerTag& tag, SpanDraft& span);
    void logs(std::string_view key, JsonValue value, SpanDraft& span);
    void log(JsonValue value, EventDraft& event);
    void logFields(JsonValue value, EventDraft& event);
    void references(std::string_view key, JsonValue value, SpanDraft& span);
    void reference(JsonValue value, SpanDraft& span);
    void warnings(std::string_view key, JsonValue value, SpanDraft& span);
    void process(std::string_view key, JsonValue value, JaegerSpanContext& context, SpanDraft& span);

    void finishStatus(SpanDraft& span);
    void finishScope(SpanDraft& span);
    void finishReferences(SpanDraft& span);
    void finishTimes(SpanDraft& span);
    void addLink(const Reference& reference, SpanDraft& span);

    JsonRecord m_record;
    JsonFields m_fields;
    ScopeDraft m_scope;
    ScopeRef m_scopeRef = 0; // of m_scope
    FromTags m_fromTags;
    std::vector<Reference> m_references;
    std::string_view m_traceText;
    std::string_view m_parentText;
    std::int64_t m_coarseStartNs = 0; // of startTimeMillis
    TimeField m_start = TimeField::Missing;
    TimeField m_duration = TimeField::Missing;
};

} // namespace tailrace
