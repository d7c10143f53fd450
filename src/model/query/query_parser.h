// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads TraceQL. What Grafana Tempo refuses is refused here too, with the place and what was expected there. Where its
// grammar surprises: && and || have the same precedence and group to the left, structural operators bind tighter; unary
// minus binds weaker than * / % ^; most signs belong to an attribute's name, so operators need blanks beside one. Pure
// functions, any thread.

#include "model/query/query_tree.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace tailrace {

/// Why a query is refused.
struct QueryRefusal {
    std::string message;  ///< a sentence without a full stop
    std::string expected; ///< what could stand there; may be empty
    int column = 1;       ///< in characters, from 1

    /// "column 7: message; expected …"
    [[nodiscard]] std::string text() const;
};

/// Parses and checks.
[[nodiscard]] tl::expected<Query, QueryRefusal> parseQuery(std::string_view text);

} // namespace tailrace
