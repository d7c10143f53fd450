// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One trace in a format of the exporter registry, to a file, or as OTLP JSON for the clipboard. Blocks until done:
// call on a worker. The token stops it.

#include "importers/exporter.h"
#include "model/base/ids.h"
#include "model/base/result.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace tailrace {

/// Writes the trace to `path`. The file is there whole or not at all.
[[nodiscard]] Result<ExportReport> exportTraceToFile(const std::string& cacheFile, TraceId trace,
                                                     const Exporter& format, const std::string& path,
                                                     const std::stop_token& stop);
/// As text, for the clipboard. Fails with TooLarge beyond kMaxSpansAsText.
[[nodiscard]] Result<std::string> exportTraceToText(const std::string& cacheFile, TraceId trace,
                                                    const std::stop_token& stop);
inline constexpr std::uint32_t kMaxSpansAsText = 50'000;

} // namespace tailrace
