// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes spans of a cache as Zipkin v2 JSON, one list of all spans, as Zipkin's API takes it. Memory does not grow with
// the cache; how a span is written is in zipkin_json_export_span.h.

#include "importers/exporter.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Exporter> makeZipkinJsonExporter();

} // namespace tailrace
