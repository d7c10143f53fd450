// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The small enumerations that every layer shares: span kind, status, and the marks that say what is odd about
// a span. Numbers of kind and status are OpenTelemetry's (trace.proto), and are stored in the cache.

#include <cstdint>
#include <string_view>

namespace tailrace {

enum class SpanKind : std::uint8_t { Unspecified, Internal, Server, Client, Producer, Consumer };
enum class StatusCode : std::uint8_t { Unset, Ok, Error };

/// "unspecified", "internal", "server", "client", "producer", "consumer".
[[nodiscard]] std::string_view name(SpanKind kind);
/// "unset", "ok", "error".
[[nodiscard]] std::string_view name(StatusCode status);

/// Bits that say what is odd about a span. The lower ones are known when it is read, the upper ones when the
/// tree of its trace is built.
enum class SpanMark : std::uint32_t {
    StartUnknown = 1U << 0,    ///< no usable start time was recorded; the parent's start is shown
    DurationUnknown = 1U << 1, ///< no end was recorded: unfinished, or half of a call
    EndBeforeStart = 1U << 2,  ///< recorded end lies before the start; shown with length 0
    IdMissing = 1U << 3,       ///< no span id was recorded; one was made up
    SharedSpan = 1U << 4,      ///< Zipkin: the server half that shares its id with the client's
    Summary = 1U << 5,         ///< a collector made it of many similar calls
    Orphan = 1U << 8,          ///< names a parent that is not in the trace
    InCycle = 1U << 9,         ///< its chain of parents came back to itself; the chain was cut here
    DuplicateId = 1U << 10,    ///< another, different span of the trace has the same id
};
using SpanMarks = std::uint32_t;

[[nodiscard]] constexpr bool has(SpanMarks marks, SpanMark mark)
{
    return (marks & static_cast<SpanMarks>(mark)) != 0;
}
constexpr void set(SpanMarks& marks, SpanMark mark)
{
    marks |= static_cast<SpanMarks>(mark);
}

/// One short sentence a mark, for warnings in lists and JSON.
[[nodiscard]] std::string_view sentence(SpanMark mark);
inline constexpr SpanMark kAllMarks[] = {SpanMark::StartUnknown,   SpanMark::DurationUnknown,
                                         SpanMark::EndBeforeStart, SpanMark::IdMissing,
                                         SpanMark::SharedSpan,     SpanMark::Summary,
                                         SpanMark::Orphan,         SpanMark::InCycle,
                                         SpanMark::DuplicateId};

} // namespace tailrace
