// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/selection.h"

#include <utility>

namespace tailrace {

Selection::Selection(QObject* parent)
    : QObject(parent)
{
}

void Selection::setTrace(SpanTablePtr trace)
{
    m_trace = std::move(trace);
    m_current = kNoSpan;
    emit traceChanged();
    emit currentChanged(m_current);
}

void Selection::renumber(SpanTablePtr trace, const std::vector<SpanIndex>& placeOf)
{
    m_trace = std::move(trace);
    m_current = m_current < placeOf.size() ? placeOf[m_current] : kNoSpan;
    m_places = &placeOf;
    emit traceChanged();
    m_places = nullptr;
    emit currentChanged(m_current);
}

void Selection::setCurrent(SpanIndex span)
{
    if (m_trace == nullptr || span >= m_trace->size())
        span = kNoSpan;
    if (span == m_current)
        return;
    m_current = span;
    emit currentChanged(span);
}

SpanIndex Selection::findError(bool forward) const
{
    if (m_trace == nullptr)
        return kNoSpan;
    const SpanTable& trace = *m_trace;
    const auto isBefore = [&trace](SpanIndex a, SpanIndex b) {
        return trace.startNs[a] != trace.startNs[b] ? trace.startNs[a] < trace.startNs[b] : a < b;
    };
    const auto comesFirst = [&](SpanIndex a, SpanIndex b) {
        return b == kNoSpan || (forward ? isBefore(a, b) : isBefore(b, a));
    };
    SpanIndex best = kNoSpan;    // nearest beyond the selected one
    SpanIndex wrapped = kNoSpan; // first of all, for the way round
    for (SpanIndex i = 0; i < trace.size(); ++i) {
        if (!trace.isError(i))
            continue;
        if (comesFirst(i, wrapped))
            wrapped = i;
        const bool isBeyond = m_current == kNoSpan || (forward ? isBefore(m_current, i) : isBefore(i, m_current));
        if (isBeyond && comesFirst(i, best))
            best = i;
    }
    return best == kNoSpan ? wrapped : best;
}

} // namespace tailrace
