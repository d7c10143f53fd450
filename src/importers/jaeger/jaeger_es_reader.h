// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks Jaeger's documents in Elasticsearch form from document to span. Each holds its own process, so that a span
// goes on as soon as it is read. Action lines of the bulk API are passed over; documents of Jaeger's other indices
// (services, dependencies) are reported. One thread.

#include "importers/jaeger/jaeger_json_span.h"
#include "importers/json/json_cursor.h"
#include "importers/json/json_members.h"
#include "importers/span_sink.h"

#include <string>
#include <string_view>

namespace tailrace {

class JaegerEsReader
{
public:
    JaegerEsReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    void value(int depth);
    void list(int depth);
    void object(int depth);
    [[nodiscard]] bool isWalked(int depth);
    void span(std::string_view raw, Location where);
    [[nodiscard]] ResourceRef readProcess(std::string_view raw, Location where);

    SpanSink& m_sink;
    JsonCursor m_cursor;
    JsonMembers m_members; // of an object that may be a document
    JaegerJsonRecords m_records;
    SpanDraft m_span;
    ResourceDraft m_resource;
    std::string m_process; // raw, of the last span
    ResourceRef m_processRef = 0;
};

} // namespace tailrace
