// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Puts Honeycomb's span events and links, which are rows of their own, back into their spans, whether they come
// before or after them. A span that says how many it has goes on as soon as they are there; all others wait.
//
// Memory is bounded: when more than kMaxHeldBytes wait, the oldest go first. So a span gets its events if they
// stand in the same file and not too far from it; those of spans that never came, or went on already, are counted.
// One thread.

#include "importers/span_sink.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>
#include <vector>

namespace tailrace {

class HoneycombJoiner
{
public:
    explicit HoneycombJoiner(SpanSink& sink)
        : m_sink(sink)
    {
    }

    /// Takes a span over; events and links that it says to have, if it does.
    void add(const SpanDraft& span, std::optional<std::uint32_t> events, std::optional<std::uint32_t> links,
             Location where);
    /// Takes an event or link of the span over.
    void addEvent(TraceId trace, SpanId span, EventDraft&& event, Location where);
    void addLink(TraceId trace, SpanId span, LinkDraft&& link, Location where);
    /// Hands on everything that waits.
    void finish();

    static constexpr std::size_t kMaxHeldBytes = std::size_t{32} << 20;

private:
    struct Key {
        TraceId trace;
        SpanId span;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept
        {
            return std::hash<TraceId>()(key.trace) ^ static_cast<std::size_t>(key.span.value);
        }
    };
    /// A span, what belongs to one, or both.
    struct Entry {
        Key key;
        Location where; // of the span, else of the first row
        std::optional<SpanDraft> span;
        std::optional<std::uint32_t> eventCount;
        std::optional<std::uint32_t> linkCount;
        std::vector<EventDraft> events;
        std::vector<LinkDraft> links;
        std::size_t bytes = 0;
    };
    using Entries = std::list<Entry>;

    [[nodiscard]] Entries::iterator entryOf(const Key& key, Location where);
    void grow(Entries::iterator entry, std::size_t bytes);
    void release(Entries::iterator entry);

    SpanSink& m_sink;
    Entries m_entries; // oldest first
    std::unordered_map<Key, Entries::iterator, KeyHash> m_byKey;
    std::size_t m_bytes = 0;
};

} // namespace tailrace
