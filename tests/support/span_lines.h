// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// OTLP JSON lines made up by number, for tests that need many: trace i of `traces` has spans 1 … `spansEach`, the first
// of them its root, all of one service. The same numbers give the same bytes.

#include <cstdint>
#include <string>

namespace tailrace::test {

/// `first` is the number of the first trace. Ids of traces are their numbers.
[[nodiscard]] std::string spanLines(int traces, int spansEach, int first = 1);
/// One line with one span; `parent` 0 = none, `text` its name.
[[nodiscard]] std::string spanLine(std::uint64_t trace, std::uint64_t span, std::uint64_t parent,
                                   const std::string& text = "op");

} // namespace tailrace::test
