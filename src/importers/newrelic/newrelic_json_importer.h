// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// New Relic JSON: payloads of the Trace API in its own format ([{"common","spans"}]; the Zipkin format of the same
// API is Zipkin), span events as agents send them ([run, {"reservoir_size","events_seen"}, [[intrinsics, user's,
// agent's], …]], also within "span_event_data"), and spans that NRQL found: lists of rows, also within results,
// results[].events and data.actor.account.nrql.results.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeNewRelicJsonImporter();

} // namespace tailrace
