// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a person types to find spans, taken apart: words and conditions, all of which a span must meet. ASCII letters
// match whatever their case.
//
//   word  "two words"       anywhere: name, service, ids, status message, keys and values of attributes (the
//                           resource's too), names and attributes of events, bodies and attributes of logs
//   name:…  service:…       the span's name or service contains this
//   status:error kind:client
//   key=value  key!=value   an attribute with this key and value; with this key and another value. Of the span, its
//                           resource, events or logs. name, service, status and kind compare the field itself
//   duration>100ms          also >=, <, <=, =; units ns, us or µs, ms, s, m or min, h
//
// Quotes keep blanks and signs as they are: "a=b", key="two words", \" and \\ inside. Pure, any thread.

#include "model/base/folded_text.h"
#include "model/trace/span_types.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

struct SearchTerm {
    enum class Field : std::uint8_t { Anywhere, Name, Service, Status, Kind, Attribute, Duration };
    enum class Test : std::uint8_t { Contains, Equals, Differs, Less, LessOrEqual, More, MoreOrEqual };
    Field field = Field::Anywhere;
    Test test = Test::Contains;
    std::string key;  ///< of Attribute; ASCII letters in lower case, as in `text`
    std::string text; ///< what is looked for
    std::int64_t durationNs = 0;
    StatusCode status = StatusCode::Unset;
    SpanKind kind = SpanKind::Unspecified;
};

/// What is wrong with what was typed.
struct QueryProblem {
    std::string message; ///< a sentence without a full stop; empty: nothing is wrong
    int column = 0;      ///< where, in characters, from 1

    [[nodiscard]] explicit operator bool() const { return !message.empty(); }
};

struct SearchTerms {
    std::vector<SearchTerm> terms; ///< none: nothing was asked for
    QueryProblem problem;          ///< then there are no terms
};

inline constexpr std::size_t kMaxSearchTerms = 32;

[[nodiscard]] SearchTerms parseSearch(std::string_view query);

/// "1.5ms" in ns, units as above; "0" needs none. Nothing if it is no duration.
[[nodiscard]] std::optional<std::int64_t> durationOf(std::string_view text);

} // namespace tailrace
