// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// OTLP JSON lines (see otlp_json_export.h) in the list of exporters.

#include "importers/exporter.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Exporter> makeOtlpJsonExporter();

} // namespace tailrace
