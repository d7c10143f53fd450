// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What Jaeger stores in Elasticsearch and OpenSearch (index jaeger-span-*), as dump tools, the bulk API and
// searches give it: one document a line, documents behind action lines, hits that hold a document as "_source",
// whole answers of _search and _msearch, and lists of all these. Importers have no state; see importer.h.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeJaegerEsImporter();

} // namespace tailrace
