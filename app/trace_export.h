// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One trace as OTLP JSON, to a file or as text. Blocks until done: call on a worker. The token stops it.

#include "model/base/ids.h"
#include "model/base/result.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace tailrace {

/// Writes the trace to `path` and returns the number of spans. The file is there whole or not at all.
[[nodiscard]] Result<std::uint64_t> exportTraceToFile(const std::string& cacheFile, TraceId trace,
                                                      const std::string& path, const std::stop_token& stop);
/// The same as text, for the clipboard. Fails with TooLarge beyond kMaxSpansAsText.
[[nodiscard]] Result<std::string> exportTraceToText(const std::string& cacheFile, TraceId trace,
                                                    const std::stop_token& stop);
inline constexpr std::uint32_t kMaxSpansAsText = 50'000;

} // namespace tailrace
