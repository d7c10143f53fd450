// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Datadog JSON: payloads for the agent (v0.3 and v0.4: lists of lists of spans), the same in log lines
// {"traces":…} as the tracers write them where there is no agent, the trace view of the UI
// ({"trace":{"root_id","spans":{id: span}}}, also within data.attributes) and spans of API v2
// ({"data":[{"type":"spans","attributes"}]}). Also single spans, in a list or one a line, as tools like jq take
// them out of these.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeDatadogJsonImporter();

} // namespace tailrace
