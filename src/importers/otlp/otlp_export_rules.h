// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the writers of OTLP, as JSON and as protobuf, have in common: what otlp_json_export.h says of the places
// where OTLP has no word for what is known. Pure functions, any thread.

#include "importers/exporter.h"

#include <cstdint>

namespace tailrace {

/// Start and end as OTLP writes them: ns since the epoch, 0 for what is not known.
struct OtlpTimes {
    std::uint64_t startNs = 0;
    std::uint64_t endNs = 0;
    AttributeList attributes; ///< what they cannot say, by the names of otlp_times.h
};
[[nodiscard]] OtlpTimes otlpTimes(const SpanDetail& span);

/// Counts what OTLP cannot say of a span.
void countOtlpLosses(const SpanDetail& span, ExportReport& report);

} // namespace tailrace
