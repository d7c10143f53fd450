// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the writers of OTLP, as JSON and as protobuf, have in common: what otlp_json_export.h says of the places
// where OTLP has no word for what is known. Pure functions, any thread.

#include "importers/exporter.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tailrace {

/// Start and end as OTLP writes them: ns since the epoch, 0 for what is not known.
struct OtlpTimes {
    std::uint64_t startNs = 0;
    std::uint64_t endNs = 0;
    AttributeList attributes; ///< what they cannot say, by the names of otlp_times.h
};
[[nodiscard]] OtlpTimes otlpTimes(const SpanDetail& span);

/// Whether a request has grown to what is sent at once: many spans or, so that huge attributes do not add up, much.
[[nodiscard]] inline bool isFullOtlpRequest(std::size_t spans, std::size_t bytes)
{
    constexpr std::size_t kSpans = 512;
    constexpr std::size_t kBytes = std::size_t{8} << 20;
    return spans >= kSpans || bytes >= kBytes;
}

/// The resource or scope of a request with this `id`, added at the end if it is new. Spans of one resource often
/// follow each other.
template <class Entry>
[[nodiscard]] Entry& otlpEntry(std::vector<Entry>& entries, std::int64_t id)
{
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
        if (entry->id == id)
            return *entry;
    entries.emplace_back();
    entries.back().id = id;
    return entries.back();
}

/// Counts what OTLP cannot say of a span.
void countOtlpLosses(const SpanDetail& span, ExportReport& report);

} // namespace tailrace
