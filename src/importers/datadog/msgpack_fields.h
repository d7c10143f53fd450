// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Fields of spans in MessagePack, taken so that nothing is lost: what has the wrong type is reported and kept as
// an attribute "datadog.NAME", and so is what we do not know. Nil, "" and empty containers say nothing and are not
// kept. Functions that read give false when the input ends or breaks. One thread.

#include "importers/datadog/msgpack_cursor.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace tailrace {

class MsgpackFields
{
public:
    MsgpackFields(MsgpackCursor& cursor, SpanSink& sink)
        : m_cursor(cursor)
        , m_sink(sink)
    {
    }

    [[nodiscard]] MsgpackCursor& cursor() { return m_cursor; }
    /// Place of the token.
    [[nodiscard]] Location where() const { return {-1, m_cursor.offset()}; }

    /// Values that start at or behind this place are passed over, so that one span cannot grow without limit.
    void setLimit(std::int64_t offset) { m_limit = offset; }
    [[nodiscard]] bool isOverLimit() const { return m_cursor.nextOffset() >= m_limit; }

    // About the token that was read last.

    /// Its content as valid UTF-8 (repairs are reported), valid until the next token. Empty for one that is too
    /// large (reported).
    [[nodiscard]] std::string_view text();
    /// Writes it, with all its elements, as one attribute value: map → list, integers that do not fit into 64
    /// signed bits → text, extension → bytes. What lies deeper than kMaxAttributeDepth is left out and reported
    /// (TooDeep).
    [[nodiscard]] bool copyValue(AttributeWriter& out);
    /// Keeps it as an attribute.
    [[nodiscard]] bool keep(std::string_view key, AttributeWriter& out);
    /// Reports it as of a wrong type and keeps it. Nil is no wrong type: it stands for nothing.
    [[nodiscard]] bool wrongType(std::string_view key, AttributeWriter& out);

    // Each reads the next token.

    /// The key of a pair, into `key`; numbers as digits.
    [[nodiscard]] bool readKey(std::string& key);
    [[nodiscard]] bool readText(std::string_view key, std::string& target, AttributeWriter& out);
    /// A number of 64 bits without a sign; negative ones are taken as the same bits.
    [[nodiscard]] bool readBits(std::string_view key, std::uint64_t& target, AttributeWriter& out);
    [[nodiscard]] bool readNumber(std::string_view key, std::uint32_t& target, AttributeWriter& out);
    /// ns since the epoch, or a length in ns if it may be negative; `isKnown` tells whether there was one.
    [[nodiscard]] bool readTime(std::string_view key, bool mayBeNegative, std::int64_t& ns, bool& isKnown,
                                AttributeWriter& out);
    /// The pairs of a map as attributes, with `prefix` before the keys.
    [[nodiscard]] bool readAttributes(std::string_view key, std::string_view prefix, AttributeWriter& out);

private:
    [[nodiscard]] bool copyElements(AttributeWriter& out);
    void writeInteger(AttributeWriter& out);

    MsgpackCursor& m_cursor;
    SpanSink& m_sink;
    std::int64_t m_limit = std::numeric_limits<std::int64_t>::max();
    std::string m_key;
    std::string m_name;
    std::string m_repaired;
};

} // namespace tailrace
