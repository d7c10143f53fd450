// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the columns of a table are, from their names and from what stands in the first rows. Names propose; the
// rows decide between columns of the same name, tell units, and can contradict. Pure functions, any thread.

#include "importers/time_text.h"
#include "model/base/result.h"
#include "model/trace/table_mapping.h"

#include <optional>
#include <string>

namespace tailrace {

/// A mapping with all formats that could be told, and what is not certain about it. It is certain if trace id, span
/// id, start, and end or duration have one column each whose name means that and whose cells bear it out.
[[nodiscard]] TableGuess guessTable(const TableSample& sample);

/// The mapping with every format that was left to be guessed. Fails with Usage if a column is missing that a table
/// cannot be read without, is not in the sample (of JSON, only those are asked for), or if a format cannot be
/// told: the message says which, and what to write.
[[nodiscard]] Result<TableMapping> settleFormats(TableMapping mapping, const TableSample& sample);

} // namespace tailrace
