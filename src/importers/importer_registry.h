// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// All formats we read, in the order in which they are asked whether a content is theirs. A new format is a folder
// of its own and one line in importer_registry.cpp.

#include "importers/importer.h"

#include <memory>
#include <string>
#include <vector>

namespace tailrace {

/// Every importer, by ascending priority. Made once; any thread.
[[nodiscard]] const std::vector<std::unique_ptr<Importer>>& importers();

/// The importer whose content this is, or nullptr.
[[nodiscard]] const Importer* recognise(std::string_view headBytes, bool isAll);

/// What to say of a content that is no trace: names it when it is known to be something else.
[[nodiscard]] std::string describeUnknown(std::string_view headBytes, bool isAll);

} // namespace tailrace
