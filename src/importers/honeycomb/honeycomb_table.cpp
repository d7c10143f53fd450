// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/honeycomb/honeycomb_table.h"

#include <utility>

namespace tailrace {

void HoneycombTable::add(HoneycombRow& row, Location where)
{
    if (row.sampleRate() > 1 && m_sampled++ == 0)
        m_firstSampled = where;
    switch (row.kind()) {
    case HoneycombRow::Kind::Span: {
        const SpanDraft& span = row.finishSpan();
        m_joiner.add(span, row.eventCount(), row.linkCount(), where);
        break;
    }
    case HoneycombRow::Kind::Event: {
        EventDraft event(m_sink.keys());
        const SpanDraft& owner = row.finishEvent(event);
        m_joiner.addEvent(owner.traceId, owner.spanId, std::move(event), where);
        break;
    }
    case HoneycombRow::Kind::Link: {
        LinkDraft link(m_sink.keys());
        const SpanDraft& owner = row.finishLink(link);
        m_joiner.addLink(owner.traceId, owner.spanId, std::move(link), where);
        break;
    }
    case HoneycombRow::Kind::Other:
        m_sink.problem(ProblemCode::OtherSignal, where, "an event that belongs to no trace");
        break;
    }
}

void HoneycombTable::finish()
{
    m_joiner.finish();
    if (m_sampled > 0)
        m_sink.problem(ProblemCode::Note, m_firstSampled,
                       "sampled data: the events here with a SampleRate above 1 stand for that many each",
                       m_sampled);
}

} // namespace tailrace
