// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tailrace's own CSV (span_csv_columns.h), known by its header.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeSpanCsvImporter();

} // namespace tailrace
