// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// OTLP JSON in the lines of a log (otlp_log_stream.h), as Java's OtlpJsonLoggingSpanExporter prints it. Lines of text
// are counted and passed over.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeOtlpLogImporter();

} // namespace tailrace
