// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Apache SkyWalking: segments as agents report them, in JSON (POST /v3/segment and /v3/segments, or one a line) and in
// protobuf (SegmentObject and SegmentCollection of skywalking-data-collect-protocol, bare or each behind its length),
// and answers of the GraphQL query for a trace (queryTrace, queryTraces).

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeSkywalkingImporter();
[[nodiscard]] std::unique_ptr<Importer> makeSkywalkingProtoImporter();

} // namespace tailrace
