// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/span_sink.h"

namespace tailrace {

void ResourceDraft::clear()
{
    service.clear();
    schemaUrl.clear();
    attributes.clear();
    droppedAttributes = 0;
}

void ScopeDraft::clear()
{
    name.clear();
    version.clear();
    schemaUrl.clear();
    attributes.clear();
    droppedAttributes = 0;
}

EventDraft& SpanDraft::addEvent()
{
    if (m_eventCount == m_events.size())
        m_events.emplace_back(*m_keys);
    EventDraft& event = m_events[m_eventCount++];
    event.timeNs = 0;
    event.name.clear();
    event.attributes.clear();
    event.droppedAttributes = 0;
    return event;
}

LinkDraft& SpanDraft::addLink()
{
    if (m_linkCount == m_links.size())
        m_links.emplace_back(*m_keys);
    LinkDraft& link = m_links[m_linkCount++];
    link.traceId = {};
    link.spanId = {};
    link.traceState.clear();
    link.flags = 0;
    link.attributes.clear();
    link.droppedAttributes = 0;
    return link;
}

void LogDraft::clear()
{
    traceId = {};
    spanId = {};
    timeNs = 0;
    observedNs = 0;
    severity = 0;
    severityText.clear();
    name.clear();
    flags = 0;
    droppedAttributes = 0;
    resource = 0;
    scope = 0;
    body.clear();
    attributes.clear();
}

void SpanSink::addLog(LogDraft&, Location where)
{
    problem(ProblemCode::OtherSignal, where, "a log record");
}

void SpanSink::addListedTrace(const ListedTraceDraft&, Location where)
{
    problem(ProblemCode::OtherSignal, where, "a trace without its spans");
}

std::size_t SpanDraft::bytes() const
{
    std::size_t sum = sizeof(SpanDraft) + name.size() + statusMessage.size() + traceState.size() +
                      attributes.blob().size();
    for (std::size_t i = 0; i < m_eventCount; ++i)
        sum += sizeof(EventDraft) + m_events[i].name.size() + m_events[i].attributes.blob().size();
    for (std::size_t i = 0; i < m_linkCount; ++i)
        sum += sizeof(LinkDraft) + m_links[i].traceState.size() + m_links[i].attributes.blob().size();
    return sum;
}

void SpanDraft::clear()
{
    traceId = {};
    spanId = {};
    parentId = {};
    name.clear();
    kind = SpanKind::Unspecified;
    status = StatusCode::Unset;
    statusMessage.clear();
    traceState.clear();
    flags = 0;
    startNs = 0;
    durationNs = 0;
    marks = 0;
    droppedAttributes = droppedEvents = droppedLinks = 0;
    resource = 0;
    scope = 0;
    attributes.clear();
    m_eventCount = 0;
    m_linkCount = 0;
}

} // namespace tailrace
