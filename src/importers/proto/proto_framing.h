// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How protobuf messages lie in files. Nothing in them says so, or of which format they are: that must be guessed
// from what the first messages hold. Pure functions, any thread.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace tailrace {

enum class ProtoFraming {
    None,      ///< not the format in question
    Bare,      ///< messages one behind the other, which protobuf takes for one
    BigEndian, ///< 4 bytes of length, big endian, before each record
    Varint     ///< a varint of length before each record
};

/// How long the record is that stands at the start of `bytes`, and behind how many bytes it begins; `size` is 0 if
/// there is no whole length. Only for framings with lengths.
struct ProtoRecordHead {
    std::uint64_t length = 0;
    std::size_t size = 0;
};
[[nodiscard]] ProtoRecordHead protoRecordHead(std::string_view bytes, ProtoFraming framing);

/// Says whether a message is of its format; `isCut`: only its first part is there. Must be strict: other formats'
/// messages and any other bytes are no less likely.
using ProtoGuess = bool (*)(std::string_view message, bool isCut);

/// Whether a message is a span or lists spans in its field 1, beside fields of bytes with the numbers `others`.
[[nodiscard]] bool isSpanOrListsSpans(std::string_view message, bool isCut, ProtoGuess isSpan,
                                      std::initializer_list<std::uint32_t> others);

/// The framing in which the first bytes of an input are of a format. They may end anywhere.
[[nodiscard]] ProtoFraming protoFraming(std::string_view head, ProtoGuess isFormat);

} // namespace tailrace
