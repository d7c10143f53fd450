// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// OTLP protobuf: ExportTraceServiceRequest or TracesData (opentelemetry-proto, trace/v1), as one bare message or
// several behind each other, or each behind its length: 4 bytes big endian (the collector's file exporter, where a
// record may also be a zstd frame or hold OTLP JSON), or a varint.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeOtlpProtoImporter();

} // namespace tailrace
