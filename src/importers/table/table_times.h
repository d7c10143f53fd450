// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Formats of the time columns of a table, told from its first rows. Numbers since the epoch are told by their
// size: of dates from 1990 to 2100, no number of seconds can be one of ms, µs or ns. A length without a unit is
// told by the end beside it, or by the spans themselves: with too small a unit, children start after their parents
// have ended. Pure functions, any thread.

#include "model/trace/table_mapping.h"

#include <cstddef>
#include <optional>

namespace tailrace {

/// Of a column of points in time; nothing if the rows do not tell, or not all the same.
[[nodiscard]] std::optional<TableFormat> timeFormat(const TableSample& sample, std::size_t column);
/// True if each cell is a time of day without a date.
[[nodiscard]] bool holdsTimesOfDay(const TableSample& sample, std::size_t column);
/// Of the column of lengths, in a mapping whose start (and end, if it has one) are settled.
[[nodiscard]] std::optional<TableFormat> lengthFormat(const TableSample& sample, const TableMapping& mapping,
                                                      std::size_t column);
/// The power of ten, in ns, of the last digit that stands in the column: 6 for ms, or for seconds with three digits
/// behind the point.
[[nodiscard]] int resolution(const TableSample& sample, std::size_t column, TableFormat format);

/// Place of the column with that name in the sample; nothing if there is none.
[[nodiscard]] std::optional<std::size_t> indexOf(const TableSample& sample, std::string_view column);

} // namespace tailrace
