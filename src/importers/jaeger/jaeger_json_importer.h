// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Jaeger JSON as its UI downloads it and its API answers: {"data":[trace, …]}, one trace without that envelope, a
// list of traces, and any number of these behind each other. Also what users save from the UI's memory: "data" as
// a single object, processes within the spans. Not Elasticsearch dumps of spans, and not api_v3 (that is OTLP).

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeJaegerJsonImporter();

} // namespace tailrace
