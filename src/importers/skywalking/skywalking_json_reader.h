// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks SkyWalking JSON from document to span. A segment's ids and service mostly stand around its spans, so these
// wait, as text, until it ends. A file that ends in the middle keeps every span that is complete. One thread.

#include "importers/json/held_records.h"
#include "importers/json/json_cursor.h"
#include "importers/json/json_members.h"
#include "importers/skywalking/skywalking_json_span.h"
#include "importers/span_sink.h"

#include <cstddef>
#include <string_view>

namespace tailrace {

class SkywalkingJsonReader
{
public:
    SkywalkingJsonReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    void document();
    void list(int depth);
    void object(int depth);
    [[nodiscard]] bool enterMember(int depth, const JsonMembers& own);
    void errors();
    void spans(const JsonMembers& own);
    void handOn(const JsonMembers& own);
    [[nodiscard]] ResourceRef resourceOf(const SkywalkingOwner& owner);

    SpanSink& m_sink;
    JsonCursor m_cursor;
    SkywalkingJsonRecords m_records;
    SpanDraft m_span;
    ResourceDraft m_resource;
    ResourceDraft m_segment; // attributes that a segment gives its resource
    HeldRecords m_held;
    bool m_isKnown = false; // the document has spans

    // The last resource, since the spans of a segment follow each other.
    ResourceRef m_resourceRef = 0;
    std::string m_service;
    std::string m_instance;
};

} // namespace tailrace
