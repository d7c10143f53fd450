// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Rows of CSV tables held against the header. One thread.

#include "importers/csv/csv_reader.h"
#include "importers/span_sink.h"

#include <cstddef>

namespace tailrace {

/// False, and reported, if the input ends in the middle of the reader's row, which is not to be read then. Also
/// reports a row with more cells than columns; one with fewer just leaves the last ones empty.
[[nodiscard]] inline bool isWholeRow(const CsvReader& csv, std::size_t columns, SpanSink& sink)
{
    if (!csv.isTerminated() && csv.size() < columns) {
        sink.problem(ProblemCode::Truncated, csv.location(), "the input ends in the middle of a row");
        return false;
    }
    if (csv.size() > columns)
        sink.problem(ProblemCode::WrongType, csv.location(), "a row with more cells than columns");
    return true;
}

} // namespace tailrace
