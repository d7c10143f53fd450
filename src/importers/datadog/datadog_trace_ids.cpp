// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/datadog_trace_ids.h"

#include <utility>

namespace tailrace {

void DatadogTraceIds::add(SpanDraft& span, std::uint64_t upperHalf, Location where)
{
    if (span.traceId.hi == 0) {
        if (upperHalf != 0)
            remember(span.traceId.lo, upperHalf);
        else
            upperHalf = this->upperHalf(span.traceId.lo);
        span.traceId.hi = upperHalf;
    }
    if (span.traceId.hi != 0) {
        m_sink.addSpan(span, where);
        return;
    }
    m_held.push_back({span, where});
    m_heldBytes += span.bytes();
    if (m_heldBytes > kMaxHeldBytes)
        finish();
}

void DatadogTraceIds::finish()
{
    for (Held& held : m_held) {
        held.span.traceId.hi = upperHalf(held.span.traceId.lo);
        m_sink.addSpan(held.span, held.where);
    }
    m_held = {};
    m_heldBytes = 0;
}

std::uint64_t DatadogTraceIds::upperHalf(std::uint64_t lower) const
{
    if (const auto found = m_known.find(lower); found != m_known.end())
        return found->second;
    const auto found = m_knownBefore.find(lower);
    return found != m_knownBefore.end() ? found->second : 0;
}

void DatadogTraceIds::remember(std::uint64_t lower, std::uint64_t upper)
{
    m_known[lower] = upper;
    if (m_known.size() < kMaxKnown)
        return;
    m_knownBefore = std::exchange(m_known, {});
}

} // namespace tailrace
