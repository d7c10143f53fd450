// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Zipkin v2 in protobuf (openzipkin/zipkin-api, zipkin.proto): ListOfSpans or Span messages, bare or each behind
// its length, as 4 bytes big endian or as a varint. Importers have no state; see importer.h.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeZipkinProtoImporter();

} // namespace tailrace
