// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Spans as the console exporters of OpenTelemetry's SDKs print them for people to look at, where that is JSON: Python's
// ConsoleSpanExporter, Go's stdouttrace, PHP's ConsoleSpanExporter. Pretty-printed or not, one object behind the other
// or in lists, with the program's own lines between them.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeOtelConsoleImporter();

} // namespace tailrace
