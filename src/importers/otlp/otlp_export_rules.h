// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the writers of OTLP, as JSON and as protobuf, have in common: what otlp_json_export.h says of the places where
// OTLP has no word for what is known. Pure functions, any thread.

#include "importers/exporter.h"

#include <cstdint>

namespace tailrace {

/// Attribute that holds a length that start and end cannot say.
inline constexpr std::string_view kOtlpLengthAttribute = "tailrace.duration_ns";

/// Start and end as OTLP writes them: ns since the epoch, 0 for what is not known.
struct OtlpTimes {
    std::uint64_t startNs = 0;
    std::uint64_t endNs = 0;
    bool needsAttribute = false; ///< the length is known, but not from these two
};
[[nodiscard]] OtlpTimes otlpTimes(const SpanDetail& span);

/// Counts what OTLP cannot say of a span.
void countOtlpLosses(const SpanDetail& span, ExportReport& report);

} // namespace tailrace
