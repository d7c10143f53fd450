// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span of Zipkin v2 JSON (openzipkin/zipkin-api; times in microseconds); see zipkin_span.h for what becomes of
// its parts. Without localEndpoint the endpoint of an annotation stands for it, as v1 had it. shared and debug
// become SpanMark::SharedSpan and the attribute zipkin.debug; members that we do not know are kept as
// "zipkin.NAME". One thread; memory is reused from span to span.

#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"
#include "importers/zipkin/zipkin_span.h"

#include <string>
#include <string_view>

namespace tailrace {

class ZipkinJsonRecords
{
public:
    explicit ZipkinJsonRecords(SpanSink& sink);

    /// `raw` is one JSON object, padded, as JsonCursor::value() gives it. Adds to a draft that the caller has
    /// cleared, also its resource and scope. False if the record is broken (reported).
    [[nodiscard]] bool readSpan(std::string_view raw, Location where, SpanDraft& span);

private:
    void spanField(std::string_view key, JsonValue value, SpanDraft& span);
    void kind(std::string_view key, JsonValue value, SpanDraft& span);
    void endpoint(std::string_view key, JsonValue value, ZipkinEndpoint& endpoint, SpanDraft& span);
    void annotations(std::string_view key, JsonValue value, SpanDraft& span);
    void annotation(JsonValue value, EventDraft& event);
    void annotationEndpoint(JsonValue value, EventDraft& event);
    void tags(std::string_view key, JsonValue value, SpanDraft& span);
    void flag(std::string_view key, JsonValue value, SpanDraft& span);

    SpanSink& m_sink;
    JsonRecord m_record;
    JsonFields m_fields;
    ZipkinSpanBuilder m_builder;
    std::string m_name;

    ZipkinEndpoint m_local;
    ZipkinEndpoint m_remote;
    ZipkinEndpoint m_annotated; // of the first annotation that has one
    TimeField m_start = TimeField::Missing;
    TimeField m_duration = TimeField::Missing;
};

} // namespace tailrace
