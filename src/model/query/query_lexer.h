// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The words of TraceQL: strings, numbers, durations, fields, operators. Pure, any thread.

#include "model/query/query_parser.h"

#include <vector>

namespace tailrace {

struct QueryToken {
    enum class Kind : std::uint8_t { End, Value, Field, Word, Sign };
    Kind kind = Kind::End;
    int column = 1;
    std::string text; ///< of a Word or Sign, as written
    QueryValue value; ///< of Value: Int, Float, Duration or String
    FieldRef field;   ///< of Field: an attribute, or an intrinsic with its scope
};

/// The last token is End.
[[nodiscard]] tl::expected<std::vector<QueryToken>, QueryRefusal> readTokens(std::string_view text);

} // namespace tailrace
