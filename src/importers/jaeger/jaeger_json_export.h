// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes spans of a cache as Jaeger JSON, {"data": [trace…]}, as Jaeger's UI downloads and uploads it. Memory does not
// grow with the cache; how a span is written is in jaeger_json_export_span.h. A trace whose spans take more than some
// megabytes has its processes before them and is written last: readers need the processes first, and they are known
// only when all its spans were seen.

#include "importers/exporter.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Exporter> makeJaegerJsonExporter();

} // namespace tailrace
