// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tables of spans from anywhere: CSV, TSV and the like, and JSON objects, flat or nested. What the columns are is
// guessed, or said by the user. The guess alone is used only when it is certain; the report then says which columns
// were taken for what.

#include "importers/importer.h"
#include "model/trace/table_mapping.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

/// Reads tables whose columns can be told for certain; asked last of all.
[[nodiscard]] std::unique_ptr<Importer> makeTableImporter();

/// The importer that reads an input, and which of the mappings it reads it with.
struct ChosenImporter {
    const Importer* importer = nullptr;
    std::unique_ptr<Importer> own; ///< owns the former, if it is made for this input
};

/// The first of the mappings whose columns are there decides; otherwise the content does, as in recognise(). Fails
/// with Unsupported for what is no trace; for a table that no mapping fits the message says why, and how to write
/// one.
[[nodiscard]] Result<ChosenImporter> chooseImporter(const std::vector<TableMapping>& mappings,
                                                    std::string_view head, bool isAll);

/// What to say of a table whose columns are not certain; nothing if the content is no table.
[[nodiscard]] std::optional<std::string> describeTable(std::string_view head, bool isAll);

/// A table that cannot be read before someone says what its columns are: no format, no certain guess.
struct TableQuestion {
    TableSample sample;
    TableGuess guess;
};
[[nodiscard]] std::optional<TableQuestion> questionAbout(const std::vector<TableMapping>& mappings,
                                                         std::string_view head, bool isAll);

} // namespace tailrace
