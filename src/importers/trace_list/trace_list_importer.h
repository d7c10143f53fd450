// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Results of searches: lists of traces without their spans. Grafana Tempo's search API ({"traces":[…]}) and
// FindTraceSummaries of Jaeger's api_v3 ({"summaries":[…]}).

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeTraceListImporter();

} // namespace tailrace
