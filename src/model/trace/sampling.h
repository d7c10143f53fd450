// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How many spans a sampled span stands for. Pure functions, any thread.

#include <optional>
#include <string_view>

namespace tailrace {

/// From a W3C tracestate with OpenTelemetry's member "ot" and its rejection threshold "th" (OpenTelemetry
/// specification, "TraceState: Probability Sampling"): up to 14 hex digits, trailing zeros left out, of 56 bits; a
/// span stands for 2^56 / (2^56 - threshold). Nothing without a threshold or with a malformed one.
[[nodiscard]] std::optional<double> adjustedCount(std::string_view traceState);

} // namespace tailrace
