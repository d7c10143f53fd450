// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the first rows of a table give with a mapping, before the table is read. Pure, any thread; a millisecond for
// a whole sample.

#include "model/trace/table_mapping.h"

namespace tailrace {

/// Cannot import where settleFormats() fails; its reason is then the preview's problem.
[[nodiscard]] TablePreview previewTable(const TableSample& sample, const TableMapping& mapping);

} // namespace tailrace
