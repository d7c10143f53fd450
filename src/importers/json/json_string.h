// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The texts of JSON strings and numbers (RFC 8259, sections 6 and 7). Pure functions, any thread.

#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

/// First byte at or after `at` that is a quote or a backslash, or `end`. Reads up to 15 bytes behind `end`.
[[nodiscard]] const char* findQuoteOrBackslash(const char* at, const char* end);

/// Appends the text that `escaped` (the inside of a JSON string, without the quotes) stands for. Lone surrogates
/// and broken \u escapes become U+FFFD; of an unknown escape the character is kept. The result is valid UTF-8 if
/// `escaped` is.
void appendUnescaped(std::string& out, std::string_view escaped);

/// The text that a whole JSON string, with its quotes, stands for; nothing if `raw` is not one.
[[nodiscard]] std::optional<std::string> unquoteJson(std::string_view raw);

/// The number grammar of RFC 8259, section 6.
[[nodiscard]] bool isJsonNumber(std::string_view text);

/// Makes a JSON text parseable whose strings hold invalid UTF-8 (each wrong byte becomes U+FFFD) or raw control
/// characters (they are escaped). What is outside of strings is not touched.
[[nodiscard]] std::string repairJsonText(std::string_view text);

} // namespace tailrace
