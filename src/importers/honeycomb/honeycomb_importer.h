// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Honeycomb events: batches and single events as libraries send them ([{"time","samplerate","data":{…}}]), and
// rows as its query results are downloaded, as JSON and as CSV. They are told by the field trace.trace_id.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeHoneycombJsonImporter();
[[nodiscard]] std::unique_ptr<Importer> makeHoneycombCsvImporter();

} // namespace tailrace
