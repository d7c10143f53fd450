// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The words for the severity of log records (OpenTelemetry's log data model, "Severity Fields"). Pure functions,
// any thread.

#include "model/cache/span_detail.h"

#include <string>

namespace tailrace {

inline constexpr int kMaxLogSeverity = 24;
inline constexpr int kErrorLogSeverity = 17; ///< the lowest one that tells of a failure

/// "ERROR", "WARN2": the log data model's short name of a severity number; empty for 0 and numbers out of range.
[[nodiscard]] std::string severityName(int severity);
/// What a person calls it: the source's own word, else the short name; empty when neither was recorded.
[[nodiscard]] std::string severityText(const LogDetail& log);

} // namespace tailrace
