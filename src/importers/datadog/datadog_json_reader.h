// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks Datadog JSON from document to span. What a document is shows by its members, so files may hold several
// kinds and, as logs do, other lines between them. Spans are handed on one by one; a file that ends in the middle
// keeps every span that is complete. One thread.

#include "importers/datadog/datadog_json_span.h"
#include "importers/json/json_cursor.h"
#include "importers/json/json_members.h"
#include "importers/span_sink.h"

#include <array>
#include <string_view>

namespace tailrace {

class DatadogJsonReader
{
public:
    DatadogJsonReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    /// {"data":{"attributes":{"trace":{"spans":…}}}}
    static constexpr int kMaxObjects = 4;
    /// A list of payloads, which are lists of chunks, which are lists of spans.
    static constexpr int kMaxLists = 3;

    void document();
    void list(DatadogForm form, int depth);
    void object(int depth);
    [[nodiscard]] bool member(int depth);
    void spansById();
    void span(std::string_view raw, Location where, DatadogForm form);
    void finishObject(int depth, bool hasSpans);

    SpanSink& m_sink;
    JsonCursor m_cursor;
    DatadogJsonRecords m_records;
    std::array<JsonMembers, kMaxObjects> m_members; // of the objects that are entered
};

} // namespace tailrace
