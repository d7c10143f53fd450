// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks Datadog's agent payloads in MessagePack from payload to span; several may follow each other. v0.3 and
// v0.4: a list of chunks, which are lists of spans, which are maps. v0.5: [string table, chunks], where a span is
// a list of 12 and its texts are indexes into the table (datadog-agent, pkg/trace/api/version.go). Every width of
// numbers and nil for missing values are taken. Input that ends in the middle keeps every span that is complete;
// behind a byte that is no MessagePack nothing can be read.
//
// Memory is bounded by one span (kMaxSpan) and one string table (kMaxTable, kMaxTexts). One thread.

#include "importers/datadog/datadog_span.h"
#include "importers/datadog/msgpack_fields.h"
#include "importers/span_sink.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

class DatadogMsgpackReader
{
public:
    DatadogMsgpackReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

    static constexpr std::int64_t kMaxSpan = std::int64_t{64} << 20;
    /// In v0.5 two bytes of a span may stand for a text of megabytes.
    static constexpr std::size_t kMaxIndexedSpan = std::size_t{4} << 20;
    static constexpr std::size_t kMaxTable = std::size_t{64} << 20;
    static constexpr std::size_t kMaxTexts = std::size_t{4} << 20;

private:
    // Each reads what the last token starts and gives false when the input ends or breaks.
    [[nodiscard]] bool payload();
    [[nodiscard]] bool stringTable(std::uint64_t count);
    [[nodiscard]] bool chunks(std::uint64_t count);
    [[nodiscard]] bool chunk(std::uint64_t count);
    [[nodiscard]] bool span();
    [[nodiscard]] bool spanMap(std::uint64_t pairs);
    [[nodiscard]] bool spanIndexed(std::uint64_t elements);
    [[nodiscard]] bool skipUnknown(const char* what);
    void finishSpan();

    // Each reads the next value.
    [[nodiscard]] bool member(std::string_view key);
    [[nodiscard]] bool id(std::string_view key);
    [[nodiscard]] bool time(std::string_view key);
    [[nodiscard]] bool error();
    [[nodiscard]] bool meta();
    [[nodiscard]] bool indexedMember(std::uint64_t place);
    [[nodiscard]] bool indexedText(std::string& target);
    [[nodiscard]] bool indexedPairs(bool isMeta);

    void addTableText(std::string_view text);
    [[nodiscard]] std::string_view tableText(std::uint64_t index) const;

    SpanSink& m_sink;
    MsgpackCursor m_cursor;
    MsgpackFields m_fields;
    DatadogSpan m_span;
    Location m_spanStart;
    bool m_hasId = false;
    bool m_isTooLarge = false;
    std::string m_key;

    bool m_isIndexed = false; // v0.5
    std::string m_table;
    std::vector<std::uint32_t> m_tableEnds;
    bool m_tableIsFull = false;
};

} // namespace tailrace
