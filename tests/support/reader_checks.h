// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What every reader of JSON must stand, whatever its format: input that arrives in small pieces, that ends
// anywhere, and in which any value is another one. Plain functions that give a sentence on the first thing that is
// wrong, and nothing if all is well; use them as QCOMPARE(check(…), QString()).

#include "importers/importer.h"
#include "support/recording_sink.h"

#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace tailrace::test {

/// Reads text that comes in pieces of `chunk` bytes.
[[nodiscard]] std::unique_ptr<RecordingSink> readText(const Importer& importer, std::string_view text,
                                                      std::size_t chunk = std::size_t{1} << 20);
/// Reads tests/data/NAME.
[[nodiscard]] std::unique_ptr<RecordingSink> readData(const Importer& importer, std::string_view name);
/// True if the importer claims this text, whole or as the head of more.
[[nodiscard]] bool claims(const Importer& importer, std::string_view text, bool isAll = true);

/// The same spans and problems in pieces of any size.
[[nodiscard]] QString checkPieces(const Importer& importer, const std::string& text);
/// Cut off behind each byte: every span that is complete by then is there, and a cut within a document is
/// reported.
[[nodiscard]] QString checkTruncation(const Importer& importer, const std::string& text);
/// Each JSON value replaced by each of several others, right ones and broken ones: within a span, at most that
/// span is lost, and only if it is broken.
[[nodiscard]] QString checkReplacedValues(const Importer& importer, const std::string& text);

} // namespace tailrace::test
