// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes spans of a cache as OTLP protobuf (opentelemetry-proto, trace.proto): requests of some hundred spans one
// behind the other. As a message is a list of fields, they are together one valid TracesData or
// ExportTraceServiceRequest, which can be sent to a collector as it is. Where OTLP has no word for what is known, the
// rules are those of otlp_json_export.h.

#include "importers/exporter.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Exporter> makeOtlpProtoExporter();

} // namespace tailrace
