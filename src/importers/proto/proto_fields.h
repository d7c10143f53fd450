// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What readers of protobuf formats share once a message is in memory: ids as bytes, texts that must be valid
// UTF-8, and fields that we do not know, which are counted and reported together. One thread.

#include "importers/id_bytes.h"
#include "importers/proto/proto_reader.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace tailrace {

class ProtoFields
{
public:
    explicit ProtoFields(SpanSink& sink)
        : m_sink(sink)
    {
    }

    /// Place of what is being read, for reports. Ends the life of repaired texts.
    void setWhere(Location where)
    {
        m_where = where;
        m_repaired.clear();
    }
    [[nodiscard]] Location where() const { return m_where; }
    [[nodiscard]] SpanSink& sink() { return m_sink; }
    void report(ProblemCode code, std::string detail) { m_sink.problem(code, m_where, std::move(detail)); }

    /// The text as valid UTF-8, valid until the next setWhere(). Repairs are reported.
    [[nodiscard]] std::string_view validText(std::string_view text);
    /// Ids by the rules of id_bytes.h; of one that had to be rewritten the bytes are kept as hex digits.
    void traceId(std::string_view bytes, TraceId& id, AttributeWriter& attributes);
    void spanId(std::string_view bytes, SpanId& id, std::string_view keptAs, AttributeWriter& attributes);

    /// Counts a field that this version does not know, or that has another type than the protocol says.
    void unknownField(const ProtoMessage& message, const char* place);
    void unknownFields(std::uint64_t count, const char* place);
    /// Reports all unknown fields so far at once.
    void reportUnknownFields();

private:
    SpanSink& m_sink;
    Location m_where;
    std::deque<std::string> m_repaired;
    std::uint64_t m_unknown = 0;
    std::string m_firstUnknown;
    Location m_firstUnknownWhere;
};

} // namespace tailrace
