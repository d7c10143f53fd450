// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span, resource or scope of OTLP JSON (opentelemetry-proto, trace/v1 and common/v1, in the JSON encoding of
// the OTLP specification and in what exporters make of it: base64 ids, enum names, snake_case, numbers as text).
// Nothing is lost: unknown members become attributes "otlp.NAME", and so do known ones of a wrong type, which are
// reported. One thread; memory is reused from span to span.

#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/otlp/otlp_json_plain.h"
#include "importers/otlp/otlp_json_value.h"
#include "importers/span_sink.h"

#include <string>
#include <string_view>

namespace tailrace {

class OtlpJsonRecords
{
public:
    explicit OtlpJsonRecords(SpanSink& sink)
        : m_record(sink)
        , m_fields(m_record, "otlp.")
        , m_values(m_record)
    {
    }

    // `raw` is one JSON object, padded, as JsonCursor::value() gives it. Each function adds to a draft that the
    // caller has cleared, and gives false if the record is broken (reported): the draft is then of no use.

    [[nodiscard]] bool readSpan(std::string_view raw, Location where, SpanDraft& span);
    /// The service is the text of the attribute service.name.
    [[nodiscard]] bool readResource(std::string_view raw, Location where, ResourceDraft& resource);
    /// `scope` in scopeSpans, `instrumentationLibrary` in files from before 2022.
    [[nodiscard]] bool readScope(std::string_view raw, Location where, ScopeDraft& scope);

private:
    void spanField(std::string_view key, JsonValue value, SpanDraft& span);
    void kind(std::string_view key, JsonValue value, SpanDraft& span);
    void status(std::string_view key, JsonValue value, SpanDraft& span);
    void statusCode(JsonValue value, SpanDraft& span);
    void events(std::string_view key, JsonValue value, SpanDraft& span);
    void event(JsonValue value, EventDraft& event);
    void links(std::string_view key, JsonValue value, SpanDraft& span);
    void link(JsonValue value, LinkDraft& link);
    void attributes(std::string_view key, JsonValue value, AttributeWriter& out);

    JsonRecord m_record;
    JsonFields m_fields;
    OtlpJsonValues m_values;
    OtlpJsonPlain m_plain;
    TimeField m_start = TimeField::Missing;
    TimeField m_end = TimeField::Missing;
    std::int64_t m_endNs = 0;
    std::string m_name; // of a kept member of the status
};

} // namespace tailrace
