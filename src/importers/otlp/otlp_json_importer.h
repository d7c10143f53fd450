// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// OTLP JSON: export requests {"resourceSpans":[…]} as one document, as JSON lines (the collector's file exporter),
// or several behind each other, also with requests of other signals between them. The same data in other
// envelopes: Tempo's "batches" and "trace.resourceSpans", Jaeger api_v3's "result.resourceSpans", Faro's
// "traces.resourceSpans"; snake_case names; instrumentationLibrarySpans from before 2022. Spans are read one by
// one, so memory does not grow with the document and what stands before a broken place is kept.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeOtlpJsonImporter();

/// Reads OTLP JSON into a sink; for containers that hold it. Fails as Importer::read() does.
[[nodiscard]] Result<void> readOtlpJson(ByteStream& in, SpanSink& sink);

} // namespace tailrace
