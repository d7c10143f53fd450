// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks Jaeger JSON from document to span. A trace's processes mostly stand behind its spans, so the spans of one
// trace wait, as text, until the trace ends; with the processes and the traceID first they are handed on at once.
// A file that ends in the middle keeps every span that is complete. One thread.

#include "importers/jaeger/jaeger_json_span.h"
#include "importers/json/held_records.h"
#include "importers/json/json_cursor.h"
#include "importers/span_sink.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace tailrace {

class JaegerJsonReader
{
public:
    JaegerJsonReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    void document();
    /// An envelope or a trace: which one shows by its members.
    void object(int depth);
    void member(int depth);
    void data(int depth);
    void errors();
    void spans();
    void processes();
    void warnings();
    void rememberUnknown();
    void finishTrace();

    void handOnHeld();
    void handOn(std::string_view raw, Location where);
    [[nodiscard]] ResourceRef resourceOf(const JaegerSpanContext& context, SpanDraft& span, Location where);
    [[nodiscard]] ResourceRef readProcess(std::string_view raw, Location where);

    SpanSink& m_sink;
    JsonCursor m_cursor;
    JaegerJsonRecords m_records;
    SpanDraft m_span;
    ResourceDraft m_resource;
    HeldRecords m_held;
    std::string m_process; // of one span

    // The trace.
    std::string m_traceId;
    std::map<std::string, ResourceRef, std::less<>> m_processes;
    bool m_hasProcesses = false;

    // The document.
    bool m_isKnown = false; // it has a member that we know
    std::string m_unknown;  // its first member that we do not know
    Location m_unknownWhere;
};

} // namespace tailrace
