// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes spans of a cache as a table (RFC 4180): a header and one row a span, with the columns of span_csv_columns.h.
// Everything that was imported is written, and span_csv_reader.h reads it back; only bytes, NaN and infinities become
// text within the JSON of a cell, and a row may be larger than readers take. Both are counted. Memory does not grow
// with the cache.

#include "importers/exporter.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Exporter> makeSpanCsvExporter();

} // namespace tailrace
