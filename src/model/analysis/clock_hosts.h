// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which host recorded each span, read from the resources in the cache: what a ClockLayer needs to know. Any thread.

#include "model/base/result.h"
#include "model/cache/span_detail.h"
#include "model/trace/clock_layer.h"

#include <stop_token>
#include <string>

namespace tailrace {

/// Names the clock: host.id, else host.ip (the first of a list), host.name, k8s.node.name (OpenTelemetry's semantic
/// conventions), hostname or ip (Jaeger's clients); else the service instance, else the service; may be empty.
[[nodiscard]] std::string hostName(const ResourceDetail& resource);

/// Hosts of all spans of the trace, from the cache in this file. Passes over the trace once, without decoding its
/// spans; fails as TraceScanner does.
[[nodiscard]] Result<ClockHosts> findHosts(const std::string& cacheFile, const SpanTable& trace,
                                           const std::stop_token& stop = {});

} // namespace tailrace
