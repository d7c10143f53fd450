// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Hands the nested slices of a Chrome trace on as spans: one trace a file, a process as service (by its name, else
// "process ID"), the thread as attributes thread.id and thread.name, a span's id from the place of its first event in
// the file. One thread.

#include "importers/chrome/chrome_nesting.h"
#include "importers/chrome/chrome_store.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <vector>

namespace tailrace {

/// What holds for all spans of a file.
struct ChromeTrace {
    TraceId id;
    ScopeRef scope = 0;
    std::int64_t shiftNs = 0; ///< added to all recorded times
};

class ChromeWriter
{
public:
    ChromeWriter(const ChromeStore& store, const ChromeNesting& nesting, const ChromeTrace& trace, SpanSink& sink);

    /// Writes all slices but those marked in `kept`, which is sorted; they are begins whose ends may still come.
    void write(const std::vector<std::uint32_t>& kept);

private:
    void slice(std::uint32_t event);
    void times(const ChromeEvent& event);
    void instants(std::uint32_t parent);
    void links(std::uint32_t target);
    void thread(const ChromeTrack& track);
    [[nodiscard]] SpanId idOf(std::uint32_t event) const;
    [[nodiscard]] std::int64_t shifted(std::int64_t ns) const;
    [[nodiscard]] ResourceRef resourceOf(const ChromeTrack& track);

    const ChromeStore& m_store;
    const ChromeNesting& m_nesting;
    const ChromeTrace& m_trace;
    SpanSink& m_sink;
    SpanDraft m_span;
    std::vector<ResourceRef> m_resources; // by process; 0 = not yet made
    std::size_t m_nextInstant = 0;
    std::size_t m_nextLink = 0;
};

} // namespace tailrace
