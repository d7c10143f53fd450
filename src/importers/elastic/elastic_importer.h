// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Elastic APM: what agents send to the intake API v2 (/intake/v2/events), one event a line, and the RUM agent's v3 with
// its one-letter names (elastic/apm-data, input/elasticapm/internal/modeldecoder). Several such streams may follow each
// other: metadata holds for the lines behind it.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeElasticImporter();

} // namespace tailrace
