// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks New Relic JSON from document to span. What an object is shows by its members: a batch has "spans" and
// "common", an answer of a query has lists in "results" or "events", and an object without any of these is a row.
// The attributes that a batch has in common may stand behind its spans, which then wait as text. A file that ends
// in the middle keeps every span that is complete. One thread.

#include "importers/json/held_records.h"
#include "importers/json/json_cursor.h"
#include "importers/json/json_members.h"
#include "importers/newrelic/newrelic_json_span.h"
#include "importers/span_sink.h"

#include <array>
#include <cstdint>

namespace tailrace {

class NewRelicJsonReader
{
public:
    NewRelicJsonReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    /// {"data":{"actor":{"account":{"nrql":{"results":[{"events":[…]}]}}}}}, with some to spare.
    static constexpr int kMaxObjects = 8;

    void list(int depth);
    void object(int depth);
    [[nodiscard]] bool member(int depth);
    void batchSpans();
    void common();
    void finishBatch();
    void handOnHeld();
    void spanEvents();
    void reservoir();

    SpanSink& m_sink;
    JsonCursor m_cursor;
    NewRelicJsonRecords m_records;
    std::array<JsonMembers, kMaxObjects> m_members; // of the objects that are entered
    HeldRecords m_held;                             // spans before their common attributes
    bool m_hasCommon = false;
};

} // namespace tailrace
