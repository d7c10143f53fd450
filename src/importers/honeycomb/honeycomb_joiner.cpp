// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/honeycomb/honeycomb_joiner.h"

#include <utility>

namespace tailrace {

namespace {

/// What an entry takes in the list and the index.
constexpr std::size_t kEntryBytes = 256;

/// How many of those that a span says to have were not in the file.
std::uint32_t missing(std::optional<std::uint32_t> said, std::size_t found)
{
    return said && *said > found ? static_cast<std::uint32_t>(*said - found) : 0;
}

} // namespace

HoneycombJoiner::Entries::iterator HoneycombJoiner::entryOf(const Key& key, Location where)
{
    const auto found = m_byKey.find(key);
    if (found != m_byKey.end())
        return found->second;
    const auto entry = m_entries.emplace(m_entries.end());
    entry->key = key;
    entry->where = where;
    entry->bytes = kEntryBytes;
    m_bytes += kEntryBytes;
    m_byKey.emplace(key, entry);
    return entry;
}

void HoneycombJoiner::add(const SpanDraft& span, std::optional<std::uint32_t> events,
                          std::optional<std::uint32_t> links, Location where)
{
    const Key key{span.traceId, span.spanId};
    auto entry = entryOf(key, where);
    if (entry->span) { // the same id again
        release(entry);
        entry = entryOf(key, where);
    }
    entry->where = where;
    entry->span = span;
    entry->eventCount = events;
    entry->linkCount = links;
    grow(entry, span.bytes());
}

void HoneycombJoiner::addEvent(TraceId trace, SpanId span, EventDraft&& event, Location where)
{
    const std::size_t bytes = sizeof(EventDraft) + event.name.size() + event.attributes.blob().size();
    const auto entry = entryOf({trace, span}, where);
    entry->events.push_back(std::move(event));
    grow(entry, bytes);
}

void HoneycombJoiner::addLink(TraceId trace, SpanId span, LinkDraft&& link, Location where)
{
    const std::size_t bytes = sizeof(LinkDraft) + link.traceState.size() + link.attributes.blob().size();
    const auto entry = entryOf({trace, span}, where);
    entry->links.push_back(std::move(link));
    grow(entry, bytes);
}

/// Counts what was added, and lets go what is complete or must go.
void HoneycombJoiner::grow(Entries::iterator entry, std::size_t bytes)
{
    entry->bytes += bytes;
    m_bytes += bytes;
    const bool isComplete = entry->span && entry->eventCount && entry->linkCount &&
                            entry->events.size() >= *entry->eventCount && entry->links.size() >= *entry->linkCount;
    if (isComplete)
        release(entry);
    while (m_bytes > kMaxHeldBytes)
        release(m_entries.begin());
}

void HoneycombJoiner::release(Entries::iterator entry)
{
    if (entry->span) {
        SpanDraft& span = *entry->span;
        span.droppedEvents += missing(entry->eventCount, entry->events.size());
        span.droppedLinks += missing(entry->linkCount, entry->links.size());
        for (EventDraft& event : entry->events)
            span.addEvent() = std::move(event);
        for (LinkDraft& link : entry->links)
            span.addLink() = std::move(link);
        m_sink.addSpan(span, entry->where);
    } else {
        if (!entry->events.empty())
            m_sink.problem(ProblemCode::OtherSignal, entry->where,
                           "a span event whose span is not in the file, or far from it", entry->events.size());
        if (!entry->links.empty())
            m_sink.problem(ProblemCode::OtherSignal, entry->where,
                           "a link whose span is not in the file, or far from it", entry->links.size());
    }
    m_bytes -= entry->bytes;
    m_byKey.erase(entry->key);
    m_entries.erase(entry);
}

void HoneycombJoiner::finish()
{
    while (!m_entries.empty())
        release(m_entries.begin());
}

} // namespace tailrace
