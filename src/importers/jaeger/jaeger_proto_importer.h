// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Jaeger's own protobuf, api_v2 (jaegertracing/jaeger-idl, model.proto and query.proto): Span, Batch, Trace and
// SpansResponseChunk messages, bare or each behind its length, as 4 bytes big endian or as a varint. Not api_v3,
// which is OTLP. Importers have no state; see importer.h.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeJaegerProtoImporter();

} // namespace tailrace
