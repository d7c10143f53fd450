// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The words that sentences about a trace are made of. Texts of spans are taken as recorded; whoever prints them to
// a terminal makes control characters harmless. No state, any thread.

#include "model/trace/span_table.h"

#include <cstdint>
#include <string>

namespace tailrace {

/// "payment › Charge Card"; the name alone if no service is known, "(no name)" for a span without one.
[[nodiscard]] std::string spanLabel(const SpanTable& trace, SpanIndex span);
/// "Charge Card", or "(no name)".
[[nodiscard]] std::string spanName(const SpanTable& trace, SpanIndex span);
/// The service, or the span's name where none is known.
[[nodiscard]] std::string serviceOrName(const SpanTable& trace, SpanIndex span);
/// "5 × orders › SELECT order_items", or the bare label for one.
[[nodiscard]] std::string countedLabel(const SpanTable& trace, SpanIndex span, std::uint32_t count);

/// "half", "two thirds", "a quarter" where it is that to half a percentage point, "all" from 99.95 %, else "62 %".
[[nodiscard]] std::string shareInWords(std::int64_t part, std::int64_t whole);
/// "one" … "twelve", then digits.
[[nodiscard]] std::string countInWords(std::uint64_t count);
/// "one service", "three services".
[[nodiscard]] std::string countInWords(std::uint64_t count, const std::string& noun);
/// The text with its first letter as a capital, if that is an ASCII letter.
[[nodiscard]] std::string capitalised(std::string text);

} // namespace tailrace
