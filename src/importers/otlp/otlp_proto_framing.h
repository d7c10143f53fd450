// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tells OTLP trace and log protobuf from everything else by its structure: all signals have the same outer messages,
// and other tracers' files begin with the same byte. Pure functions, any thread.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tailrace {

enum class OtlpFraming {
    None,      ///< neither OTLP traces nor logs
    Bare,      ///< messages one behind the other, which protobuf takes for one
    BigEndian, ///< 4 bytes of length, big endian, before each record
    Varint     ///< a varint of length before each record
};

/// What the first bytes of an input are; they may end anywhere.
[[nodiscard]] OtlpFraming otlpFraming(std::string_view head);

/// How long the record is that stands at the start of `bytes`, and behind how many bytes it begins; `size` is 0 if
/// there is no whole length.
struct OtlpRecordHead {
    std::uint64_t length = 0;
    std::size_t size = 0;
};
[[nodiscard]] OtlpRecordHead otlpRecordHead(std::string_view bytes, OtlpFraming framing);

enum class OtlpGuess {
    Spans,        ///< at least one span was seen
    Logs,         ///< at least one log record was seen
    Undecided,    ///< fits, but no span was seen
    SomethingElse ///< fields that neither has
};

/// Looks at the first spans of a ResourceSpans message, which may be broken: only fields that spans never have
/// make it something else.
[[nodiscard]] OtlpGuess guessResourceSpans(std::string_view message);
/// True for a whole LogRecord message: a time where spans and metrics have a text, and no field of others.
[[nodiscard]] bool isOtlpLog(std::string_view message);

} // namespace tailrace
