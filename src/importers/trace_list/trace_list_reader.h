// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads lists of traces, an entry at a time. Of the spans that Tempo lists because they matched the search nothing is
// kept: they name no parents, so they make no trace; they are counted. One thread.
//
// Sources of the form: Tempo's TraceSearchMetadata (tempo.proto); Jaeger's TraceSummary (api_v3). Times are ns since
// the epoch as text or number, Tempo's durations ms.

#include "importers/json/json_cursor.h"
#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <string_view>

namespace tailrace {

class TraceListReader
{
public:
    TraceListReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    void envelope(int depth);
    void list();
    void entry();
    void member(std::string_view key, JsonValue value);
    [[nodiscard]] bool timeMember(std::string_view key, JsonValue value);
    [[nodiscard]] bool countMember(std::string_view key, JsonValue value);
    void tempoServices(JsonValue value);
    void jaegerServices(JsonValue value);
    void service(std::string_view name, JsonValue value);
    void matchedSpans(std::string_view key, JsonValue value);
    void finish(Location where);

    SpanSink& m_sink;
    JsonCursor m_cursor;
    JsonRecord m_record;
    JsonFields m_fields;
    ListedTraceDraft m_trace;
    AttributeWriter m_unused; // what JsonFields keeps has no place in a summary; it is reported
    std::int64_t m_endNs = 0;
    std::uint64_t m_ofEntry = 0; // spans that matched the search
    std::uint64_t m_matched = 0;
};

} // namespace tailrace
