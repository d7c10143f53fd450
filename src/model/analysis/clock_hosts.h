// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which host recorded each span, read from the resources in the cache: what a ClockLayer needs to know. Any thread,
// with a reader of its own.

#include "model/cache/cache_reader.h"
#include "model/trace/clock_layer.h"

#include <string>

namespace tailrace {

/// Names the clock: host.id, else host.ip (the first of a list), host.name, k8s.node.name (OpenTelemetry's semantic
/// conventions), hostname or ip (Jaeger's clients); else the service instance, else the service; may be empty.
[[nodiscard]] std::string hostName(const ResourceDetail& resource);

/// Hosts of all spans of the trace. Reads the whole trace once; fails as the reader does.
[[nodiscard]] Result<ClockHosts> findHosts(CacheReader& cache, const SpanTable& trace);

} // namespace tailrace
