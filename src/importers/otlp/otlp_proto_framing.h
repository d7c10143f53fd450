// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tells OTLP trace and log protobuf from everything else by its structure: all signals have the same outer messages,
// and other tracers' files begin with the same byte. Pure functions, any thread.

#include "importers/proto/proto_framing.h"

#include <string_view>

namespace tailrace {

/// What the first bytes of an input are; they may end anywhere.
[[nodiscard]] ProtoFraming otlpFraming(std::string_view head);

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
