// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes log records of a cache as OTLP JSON lines: one ExportLogsServiceRequest a line (opentelemetry-proto,
// logs.proto and the JSON mapping of the OTLP specification). Reading the file again gives the same records. Memory
// does not grow with the cache. One thread at a time per reader.

#include "model/base/ids.h"
#include "model/base/result.h"

#include <cstdint>
#include <optional>
#include <ostream>

namespace tailrace {

class CacheReader;

/// Writes all log records, or those of one trace, and returns how many. Fails with what the cache says if it cannot
/// be read, and with Unreadable when `out` fails.
[[nodiscard]] Result<std::uint64_t> exportOtlpJsonLogs(CacheReader& cache, std::ostream& out,
                                                       std::optional<TraceId> trace = {});

} // namespace tailrace
