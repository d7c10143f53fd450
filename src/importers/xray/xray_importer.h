// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// AWS X-Ray: segment documents as the daemon gets them (behind its header line, or without), as lines, one behind the
// other or as a list; answers of BatchGetTraces with documents as JSON text or as objects; single traces and segments
// cut out of such answers (X-Ray developer guide, "Segment documents"; API reference, BatchGetTraces).

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeXrayImporter();

} // namespace tailrace
