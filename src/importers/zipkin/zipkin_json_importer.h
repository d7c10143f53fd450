// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Zipkin v2 JSON (openzipkin/zipkin-api, zipkin2-api.yaml): a list of spans, a list of such lists as the search
// answers, single spans, and any number of these behind each other. Not v1, whose annotations carry endpoints.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeZipkinJsonImporter();

} // namespace tailrace
