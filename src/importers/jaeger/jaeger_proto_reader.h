// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks Jaeger's protobuf from the input down to its spans: Span, Batch, Trace and SpansResponseChunk messages,
// bare or each behind its length, of any size, with one span in memory at a time. Processes mostly stand behind
// the spans of their message, so that spans without a process of their own wait, as bytes, for what comes behind
// them. Several Batches or Traces one behind the other are taken apart where spans follow a process. What breaks
// off keeps every span that is complete. One thread, one input.

#include "importers/jaeger/jaeger_proto_span.h"
#include "importers/json/held_records.h"
#include "importers/proto/proto_input.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace tailrace {

class JaegerProtoReader
{
public:
    JaegerProtoReader(ByteStream& in, SpanSink& sink);

    /// Reads everything; fails only if the stream fails or holds no Jaeger protobuf at all.
    [[nodiscard]] Result<void> readAll();

private:
    enum class Part { None, Span, Process };

    void message(std::uint64_t end);
    void beginPart(Part part);
    void spanPart(std::string_view bytes, Location where);
    void processPart(std::string_view bytes, Location where);
    void handOnHeld();
    void handOn(std::string_view bytes, Location where);
    [[nodiscard]] ResourceRef resourceOf(Location where);
    [[nodiscard]] ResourceRef readProcess(std::string_view bytes, Location where);

    SpanSink& m_sink;
    JaegerProtoRecords m_records;
    ProtoInput m_in;
    SpanDraft m_span;
    JaegerProtoContext m_context; // of m_span
    ResourceDraft m_resource;
    HeldRecords m_held;
    std::string m_process; // the message behind m_processRef
    ResourceRef m_processRef = 0;

    // The message, or the part of it that belongs together.
    Part m_first = Part::None;
    Part m_last = Part::None;
    ResourceRef m_batchProcess = 0;
    std::map<std::string, ResourceRef, std::less<>> m_processes;
};

} // namespace tailrace
