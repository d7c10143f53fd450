// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads MessagePack (github.com/msgpack/msgpack/blob/master/spec.md) token by token from a stream of any length. A
// container is a token with the number of its elements; the elements follow as tokens of their own. So nesting
// costs nothing, and the only thing that is ever held is one text. One thread; the stream must outlive the cursor.
//
// A reader of its own rather than msgpack-cxx: that library either builds the whole message as objects or pushes
// events at a visitor, must have all of a text in memory before it can be asked whether it is too long, and brings
// Boost along.

#include "importers/byte_stream.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tailrace {

enum class MsgpackKind : std::uint8_t { None, Nil, Bool, Integer, Float, Text, Bytes, Extension, Array, Map };

class MsgpackCursor
{
public:
    explicit MsgpackCursor(ByteStream& in);

    /// Moves to the next token, which may be an element of the container that was the last one. False at the end
    /// of the input, at a byte that starts no token (isBroken()) and when the stream failed.
    [[nodiscard]] bool next();
    [[nodiscard]] MsgpackKind kind() const { return m_kind; }

    /// Elements of an Array, pairs of a Map.
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    /// Content of Text, Bytes and Extension, as it lies in the input; valid until next(). Empty if it is larger
    /// than kMaxText, which isTooLarge() tells.
    [[nodiscard]] std::string_view text() const { return m_text; }
    [[nodiscard]] bool isTooLarge() const { return m_tooLarge; }
    [[nodiscard]] bool boolean() const { return m_integer != 0; }
    /// Value of an Integer: all 64 bits, those of a negative number in two's complement.
    [[nodiscard]] std::uint64_t bits() const { return m_integer; }
    /// True for an Integer below zero.
    [[nodiscard]] bool isNegative() const { return m_negative; }
    /// A Float, or an Integer as such.
    [[nodiscard]] double number() const;
    /// A whole number that fits: an Integer, or a Float without a fraction.
    [[nodiscard]] std::optional<std::int64_t> integer() const;

    /// Passes over all elements of the container that was the last token; for others it does nothing. False as
    /// next().
    [[nodiscard]] bool skip();

    /// Where the token starts, and where the next one does.
    [[nodiscard]] std::int64_t offset() const { return m_tokenOffset; }
    [[nodiscard]] std::int64_t nextOffset() const { return m_base + static_cast<std::int64_t>(m_pos); }
    [[nodiscard]] bool isBroken() const { return m_broken; }
    /// True if the input ended in the middle of a token.
    [[nodiscard]] bool isCut() const { return m_cut; }
    [[nodiscard]] const Result<void>& streamState() const { return m_stream; }
    /// Reads the rest of the input without looking at it.
    void drain();

    static constexpr std::size_t kMaxText = std::size_t{16} << 20;

private:
    [[nodiscard]] bool ensure(std::size_t count);
    [[nodiscard]] std::uint64_t take(std::size_t bytes);
    [[nodiscard]] bool header(std::size_t bytes, std::uint64_t& value);
    [[nodiscard]] bool longToken(unsigned char lead);
    [[nodiscard]] bool sized(MsgpackKind kind, std::size_t sizeBytes);
    [[nodiscard]] bool content(MsgpackKind kind, std::uint64_t size);
    [[nodiscard]] bool integerToken(std::size_t bytes, bool isSigned);
    [[nodiscard]] bool floatToken(std::size_t bytes);

    ByteStream& m_in;
    Result<void> m_stream;
    std::vector<char> m_window;
    std::size_t m_pos = 0;
    std::size_t m_end = 0;
    std::int64_t m_base = 0; // of the window in the input
    bool m_ended = false;

    MsgpackKind m_kind = MsgpackKind::None;
    std::int64_t m_tokenOffset = 0;
    std::uint64_t m_count = 0;
    std::uint64_t m_integer = 0;
    bool m_negative = false;
    double m_float = 0;
    std::string_view m_text;
    bool m_tooLarge = false;
    bool m_broken = false;
    bool m_cut = false;
};

} // namespace tailrace
