// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Datadog's payloads for the agent in MessagePack, as tracers send them: v0.3, v0.4 and v0.5.

#include "importers/importer.h"

#include <memory>

namespace tailrace {

[[nodiscard]] std::unique_ptr<Importer> makeDatadogMsgpackImporter();

} // namespace tailrace
