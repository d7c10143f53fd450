// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks Honeycomb JSON from document to row: lists of events {"time","samplerate","data":{…}}, single ones, flat
// rows, and lists of any of them in "results" (also of "data"). Members of another kind than text, number or truth
// become attributes. A file that ends in the middle keeps every row that is complete. One thread.

#include "importers/honeycomb/honeycomb_row.h"
#include "importers/honeycomb/honeycomb_table.h"
#include "importers/json/json_cursor.h"
#include "importers/json/json_fields.h"
#include "importers/json/json_members.h"
#include "importers/json/json_text.h"

namespace tailrace {

class HoneycombJsonReader
{
public:
    HoneycombJsonReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    void list();
    void object();
    [[nodiscard]] bool dataMember();
    void row(std::string_view raw, Location where);
    void member(std::string_view key, JsonValue value, HoneycombPlace place);

    SpanSink& m_sink;
    JsonCursor m_cursor;
    JsonRecord m_record;
    JsonFields m_fields;
    HoneycombRow m_row;
    HoneycombTable m_table;
    JsonMembers m_members;
    JsonMembers m_dataMembers;
};

} // namespace tailrace
