// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tells OTLP trace protobuf from everything else by its structure: metrics and logs have the same outer messages,
// and other tracers' files begin with the same byte. Pure functions, any thread.

#include "importers/proto/proto_framing.h"

#include <string_view>

namespace tailrace {

/// What the first bytes of an input are; they may end anywhere.
[[nodiscard]] ProtoFraming otlpFraming(std::string_view head);

enum class OtlpGuess {
    Spans,        ///< at least one span was seen
    Undecided,    ///< fits, but no span was seen
    SomethingElse ///< fields that trace messages do not have
};

/// Looks at the first spans of a ResourceSpans message, which may be broken: only fields that spans never have
/// make it something else.
[[nodiscard]] OtlpGuess guessResourceSpans(std::string_view message);

} // namespace tailrace
