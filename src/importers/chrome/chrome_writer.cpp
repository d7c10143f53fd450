// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/chrome/chrome_writer.h"

#include "importers/json/json_text.h"
#include "model/base/saturate.h"

#include <algorithm>

namespace tailrace {

namespace {

/// An id as the number that it was, else as text.
void addId(AttributeWriter& out, std::string_view key, const std::string& id, bool isNumber)
{
    const std::optional<std::int64_t> number = isNumber ? parseInt(id) : std::nullopt;
    if (number)
        out.addInt(key, *number);
    else if (!id.empty())
        out.addText(key, id);
}

} // namespace

ChromeWriter::ChromeWriter(const ChromeStore& store, const ChromeNesting& nesting, const ChromeTrace& trace,
                           SpanSink& sink)
    : m_store(store)
    , m_nesting(nesting)
    , m_trace(trace)
    , m_sink(sink)
    , m_span(sink.keys())
    , m_resources(store.processes().size(), 0)
{
}

void ChromeWriter::write(const std::vector<std::uint32_t>& kept)
{
    auto nextKept = kept.begin();
    const auto count = static_cast<std::uint32_t>(m_store.events().size());
    for (std::uint32_t i = 0; i < count; ++i) {
        if (nextKept != kept.end() && *nextKept == i)
            ++nextKept;
        else if (m_store.events()[i].isSlice())
            slice(i);
    }
}

void ChromeWriter::slice(std::uint32_t i)
{
    const ChromeEvent& event = m_store.events()[i];
    const ChromeTrack& track = m_store.tracks()[event.track];
    m_span.clear();
    m_span.traceId = m_trace.id;
    m_span.scope = m_trace.scope;
    m_span.spanId = idOf(i);
    if (event.parent != kNoEvent)
        m_span.parentId = idOf(event.parent);
    m_span.name = m_store.text(event.name);
    m_span.kind = SpanKind::Internal;
    m_span.resource = resourceOf(track);
    times(event);
    AttributeWriter& out = m_span.attributes;
    thread(track);
    if (event.category != 0)
        out.addText("chrome.cat", m_store.text(event.category));
    out.append(m_store.payload(event), event.payloadCount);
    if (event.mate != kNoEvent) {
        const ChromeEvent& end = m_store.events()[event.mate];
        out.append(m_store.payload(end), end.payloadCount);
    }
    instants(i);
    links(i);
    m_sink.addSpan(m_span, {-1, event.offset});
}

void ChromeWriter::times(const ChromeEvent& event)
{
    if (event.hasStart)
        m_span.startNs = shifted(event.startNs);
    else
        set(m_span.marks, SpanMark::StartUnknown);
    if (event.phase == 'X' && event.hasDuration)
        m_span.durationNs = event.durationNs;
    else if (event.phase != 'X' && event.mate != kNoEvent)
        m_span.durationNs = saturatedDifference(m_store.events()[event.mate].startNs, event.startNs);
    else
        set(m_span.marks, SpanMark::DurationUnknown);
}

void ChromeWriter::thread(const ChromeTrack& track)
{
    addId(m_span.attributes, "thread.id", track.thread, track.isNumber);
    if (!track.name.empty())
        m_span.attributes.addText("thread.name", track.name);
}

/// Those of earlier parents were of events that are no slices or are kept.
void ChromeWriter::instants(std::uint32_t parent)
{
    const std::vector<std::uint32_t>& all = m_nesting.instants();
    const std::vector<ChromeEvent>& events = m_store.events();
    while (m_nextInstant < all.size() && events[all[m_nextInstant]].parent < parent)
        ++m_nextInstant;
    for (; m_nextInstant < all.size() && events[all[m_nextInstant]].parent == parent; ++m_nextInstant) {
        const ChromeEvent& from = events[all[m_nextInstant]];
        EventDraft& event = m_span.addEvent();
        event.timeNs = shifted(from.startNs);
        event.name = m_store.text(from.name);
        if (from.category != 0)
            event.attributes.addText("chrome.cat", m_store.text(from.category));
        event.attributes.append(m_store.payload(from), from.payloadCount);
    }
}

void ChromeWriter::links(std::uint32_t target)
{
    const std::vector<ChromeLink>& all = m_nesting.links();
    while (m_nextLink < all.size() && all[m_nextLink].target < target)
        ++m_nextLink;
    for (; m_nextLink < all.size() && all[m_nextLink].target == target; ++m_nextLink) {
        const ChromeEvent& flow = m_store.events()[all[m_nextLink].flow];
        LinkDraft& link = m_span.addLink();
        link.traceId = m_trace.id;
        link.spanId = idOf(all[m_nextLink].source);
        if (flow.isSlice()) // bound by its own members, which the span has
            continue;
        link.attributes.addText("chrome.flow", m_store.text(flow.name));
        if (flow.category != 0)
            link.attributes.addText("chrome.cat", m_store.text(flow.category));
        link.attributes.append(m_store.payload(flow), flow.payloadCount);
    }
}

SpanId ChromeWriter::idOf(std::uint32_t event) const
{
    return {static_cast<std::uint64_t>(m_store.events()[event].offset) + 1};
}

std::int64_t ChromeWriter::shifted(std::int64_t ns) const
{
    std::int64_t time = 0;
    return __builtin_add_overflow(ns, m_trace.shiftNs, &time) ? ns : time;
}

ResourceRef ChromeWriter::resourceOf(const ChromeTrack& track)
{
    ResourceRef& known = m_resources[track.process];
    const ChromeProcess& process = m_store.processes()[track.process];
    if (known != 0)
        return known;
    ResourceDraft resource(m_sink.keys());
    if (!process.name.empty())
        resource.service = process.name;
    else if (!process.id.empty())
        resource.service = "process " + process.id;
    if (!resource.service.empty())
        resource.attributes.addText("service.name", resource.service);
    addId(resource.attributes, "process.pid", process.id, process.isNumber);
    resource.attributes.append(process.attributes, process.attributeCount);
    if (resource.attributes.count() > 0)
        known = m_sink.addResource(resource);
    return known;
}

} // namespace tailrace
