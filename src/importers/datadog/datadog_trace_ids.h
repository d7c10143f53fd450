// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Completes Datadog's trace ids. A span records the lower 64 bits; the upper ones (meta _dd.p.tid) stand only at
// the first span of what one process sent of a trace, and some processes never send them (Datadog's documentation
// of 128-bit trace ids; DataDog/dd-trace-js#8618). So they are taken for every span with the same lower half: at
// once for spans behind the one that tells them, and spans that came before are held back.
//
// Memory is bounded: at most kMaxHeldBytes of spans wait, then all of them are handed on with what is known, those
// of unknown traces with an upper half of zero; and of the traces whose upper half is known the last kMaxKnown to
// twice as many are remembered. One thread.

#include "importers/span_sink.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace tailrace {

class DatadogTraceIds
{
public:
    explicit DatadogTraceIds(SpanSink& sink)
        : m_sink(sink)
    {
    }

    /// Takes a span over, and hands it to the sink when its trace id is known. `upperHalf` is what the span itself
    /// says, or 0.
    void add(SpanDraft& span, std::uint64_t upperHalf, Location where);
    /// Hands on what is still held.
    void finish();

    static constexpr std::size_t kMaxHeldBytes = std::size_t{32} << 20;
    static constexpr std::size_t kMaxKnown = std::size_t{1} << 18;

private:
    struct Held {
        SpanDraft span;
        Location where;
    };
    [[nodiscard]] std::uint64_t upperHalf(std::uint64_t lower) const;
    void remember(std::uint64_t lower, std::uint64_t upper);

    SpanSink& m_sink;
    std::unordered_map<std::uint64_t, std::uint64_t> m_known;
    std::unordered_map<std::uint64_t, std::uint64_t> m_knownBefore; // the generation before
    std::vector<Held> m_held;
    std::size_t m_heldBytes = 0;
};

} // namespace tailrace
