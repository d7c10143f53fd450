// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Long recorded texts laid out for reading: JSON indented, SQL broken at its clauses. Only blanks and line breaks are
// added or taken between tokens; the text itself stays what it is, and what is copied is never what these return.
// Pure, any thread.

#include <string>
#include <string_view>

namespace tailrace {

/// A JSON object or array, indented by two; small ones stay on one line. Empty if the text is something else, is
/// broken or is nested deeper than 200.
[[nodiscard]] std::string readableJson(std::string_view text);
/// SQL with a line for each clause, joined table and condition; subqueries are indented. Texts in quotes and comments
/// are left alone. Empty if the quotes or comments do not end.
[[nodiscard]] std::string readableSql(std::string_view text);
/// What fits an attribute: SQL by its key or its first words, JSON by its first character. Empty if the text is best
/// shown as it is: short, of several lines already, or neither of the two.
[[nodiscard]] std::string readableText(std::string_view key, std::string_view text);

} // namespace tailrace
