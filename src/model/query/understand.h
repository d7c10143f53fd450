// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a person typed or pasted into the search: an id in any common form, the address of a trace or a search in
// Jaeger, Zipkin or Grafana, TraceQL, or plain words. Ids are read leniently (letter case, white space, escaped colons,
// the name of the header before them) but for their lengths; zero ids are none. 64-bit trace ids are the lower half of
// 128-bit ones whose upper half is zero. Pure, any thread.

#include "model/base/ids.h"
#include "model/query/query_parser.h"

#include <optional>

namespace tailrace {

struct Understood {
    enum class Kind : std::uint8_t {
        Nothing, ///< blank: all traces
        Id,
        Address, ///< of a search, not of a trace
        TraceQl,
        Words
    };
    Kind kind = Kind::Nothing;
    std::string form;               ///< of an id: "a traceparent header", "16 hex digits: a trace or a span", …
    std::optional<TraceId> traceId; ///< of an id
    std::optional<SpanId> spanId;   ///< if the id names a span as well, or might be a span's
    Query query;                    ///< finds what was meant
    std::optional<QueryRefusal> refusal; ///< of TraceQl: then there is no query
};

[[nodiscard]] Understood understand(std::string_view text);

/// Traces that contain all of the words, each in some span: in its name, service, status message or a value of its
/// attributes or its resource's. Their spans that contain one of the words.
[[nodiscard]] Query wordQuery(const std::vector<std::string>& words);
/// Further words are left out.
inline constexpr std::size_t kMaxWords = 32;
/// Words between blanks; quotes keep what is between them together.
[[nodiscard]] std::vector<std::string> wordsOf(std::string_view text);

} // namespace tailrace
