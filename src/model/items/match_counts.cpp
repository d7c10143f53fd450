// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/match_counts.h"

#include <utility>

namespace tailrace {

void MatchCounts::count(const SpanTable* trace, Key key)
{
    m_counts.clear();
    m_key = std::move(key);
    if (trace == nullptr || !m_key)
        return;
    for (const SpanIndex span : m_matches)
        if (span < trace->size()) // else they are of the trace that comes next
            ++m_counts[m_key(*trace, span)];
}

std::uint32_t MatchCounts::of(const SpanTable& trace, SpanIndex span) const
{
    if (!m_key)
        return 0;
    const auto found = m_counts.find(m_key(trace, span));
    return found == m_counts.end() ? 0 : found->second;
}

} // namespace tailrace
