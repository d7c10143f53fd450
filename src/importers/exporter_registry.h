// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// All formats we write, in the order in which they are offered. A new one is a file in its format's folder and one
// line in exporter_registry.cpp. Made once; any thread.

#include "importers/exporter.h"

#include <memory>
#include <string>
#include <vector>

namespace tailrace {

/// Every exporter; the first one keeps everything.
[[nodiscard]] const std::vector<std::unique_ptr<Exporter>>& exporters();

/// The exporter with this id, or nullptr.
[[nodiscard]] const Exporter* exporterOf(std::string_view id);

/// "otlp-json, otlp-proto, …": for help and complaints.
[[nodiscard]] std::string exporterIds();

} // namespace tailrace
