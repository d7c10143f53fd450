// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The import reports that a cache holds, from their tables. One thread, the connection's.

#include "model/base/result.h"
#include "model/cache/import_report.h"

#include <vector>

namespace tailrace {

class Database;

/// All sources in order of their import.
[[nodiscard]] Result<std::vector<ImportReport>> readReports(Database& database);

} // namespace tailrace
