// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Zipkin v1 JSON (openzipkin/zipkin-api, zipkin-api.yaml): a list of spans, a list of such lists, single spans,
// and any number of these behind each other; also the structs of its Thrift form (zipkinCore.thrift) written as
// JSON. Importers have no state; see importer.h.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeZipkinV1Importer();

} // namespace tailrace
