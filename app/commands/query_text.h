// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The -q of the commands that search, and lines of CSV. No state, any thread.

#include "commands/arguments.h"
#include "model/query/query_engine.h"

#include <string>
#include <vector>

namespace tailrace {

inline constexpr OptionSpec kQueryOption{"query", "Q", "only what Q finds: TraceQL, words, or an id in any form",
                                         'q'};
inline constexpr OptionSpec kCsvOption{"csv", "", "print CSV instead of text", 0};

/// The query of --query, or one for everything. Fails with Usage, naming column and expectation, where it is refused.
[[nodiscard]] Result<Query> queryArgument(const Arguments& arguments);

/// One record of a CSV file (RFC 4180), with its end of line.
[[nodiscard]] std::string csvLine(const std::vector<std::string>& cells);

} // namespace tailrace
