// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span as an SDK prints it. Python and PHP share most names (context, attributes as an object), Go writes those of
// its own structures (SpanContext, attributes as a list of Key and typed Value); each member is told by its name, so
// one reader serves all. Unknown members become attributes "otel.NAME", and so do known ones of a wrong type, which
// are reported. One thread; memory is reused from span to span.
//
// Sources of the form: opentelemetry-python sdk/trace ReadableSpan.to_json; opentelemetry-go sdk/trace/tracetest
// SpanStub, printed by exporters/stdout/stdouttrace; opentelemetry-php SDK FriendlySpanConverter.

#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace {

class OtelConsoleSpans
{
public:
    explicit OtelConsoleSpans(SpanSink& sink)
        : m_sink(sink)
        , m_record(sink)
        , m_fields(m_record, "otel.")
        , m_span(sink.keys())
        , m_resource(sink.keys())
        , m_scope(sink.keys())
    {
    }

    /// Reads one JSON object, padded, as JsonCursor::value() gives it, and hands its span on; reports what is no span.
    void add(std::string_view raw, Location where);

private:
    struct Ids {
        std::string traceId;
        std::string spanId;
        std::string traceState;
        std::uint32_t flags = 0;
        bool isRemote = false;
    };

    void member(std::string_view key, JsonValue value);
    [[nodiscard]] bool idMember(std::string_view key, JsonValue value);
    [[nodiscard]] bool timeMember(std::string_view key, JsonValue value);
    [[nodiscard]] bool listMember(std::string_view key, JsonValue value);
    [[nodiscard]] bool ownerMember(std::string_view key, JsonValue value);
    [[nodiscard]] bool countMember(std::string_view key, JsonValue value);
    void context(JsonValue value, Ids& ids, AttributeWriter& keep);
    void parent(JsonValue value);
    void kind(std::string_view key, JsonValue value);
    void status(JsonValue value);
    void statusCode(std::string_view key, JsonValue value);
    void oldStatusCode(JsonValue value);
    void attributes(std::string_view key, JsonValue value, AttributeWriter& out);
    void goAttribute(JsonValue item, AttributeWriter& out);
    void goValue(std::string_view key, JsonValue value, AttributeWriter& out);
    void event(JsonValue value);
    void link(JsonValue value);
    void resource(std::string_view key, JsonValue value);
    void scope(std::string_view key, JsonValue value);
    [[nodiscard]] TimeField time(std::string_view key, JsonValue value, std::int64_t& ns, AttributeWriter& out);
    void finish(Location where);

    SpanSink& m_sink;
    JsonRecord m_record;
    JsonFields m_fields;
    SpanDraft m_span;
    ResourceDraft m_resource;
    ScopeDraft m_scope;
    TimeField m_start = TimeField::Missing;
    TimeField m_end = TimeField::Missing;
    std::int64_t m_endNs = 0;
    bool m_isSpan = false;
};

} // namespace tailrace
