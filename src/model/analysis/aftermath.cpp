// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/aftermath.h"

#include "model/analysis/wording.h"
#include "model/base/format.h"

#include <algorithm>

namespace tailrace {

namespace {

/// For each span the end of the last span of its subtree.
std::vector<std::int64_t> latestEnds(const SpanTable& trace)
{
    std::vector<std::int64_t> latest(trace.size());
    for (SpanIndex i = trace.size(); i-- > 0;) {
        latest[i] = std::max(latest[i], trace.endNs(i));
        if (const SpanIndex parent = trace.parent[i]; parent != kNoSpan)
            latest[parent] = std::max(latest[parent], latest[i]);
    }
    return latest;
}

} // namespace

Aftermath findAftermath(const SpanTable& trace, const TimeChain& chain)
{
    Aftermath out;
    const std::int64_t end = chain.startNs + chain.durationNs;
    out.ns = std::max<std::int64_t>(trace.traceStartNs + trace.traceDurationNs - end, 0);
    if (out.ns == 0)
        return out;
    const std::vector<std::int64_t> latest = latestEnds(trace);
    std::uint32_t began = 0;
    std::int64_t most = -1; // of the time after the root, taken by out.span
    for (SpanIndex i = 0; i < trace.size(); ++i) {
        const SpanIndex parent = trace.parent[i];
        const bool beganAfter = trace.startNs[i] >= end;
        if (beganAfter && parent != kNoSpan && trace.startNs[parent] >= end)
            continue;
        began += beganAfter ? 1 : 0;
        const std::int64_t extent = latest[i] - trace.startNs[i];
        const std::int64_t taken = beganAfter ? extent : trace.endNs(i) - end;
        if (taken <= most)
            continue;
        most = taken;
        out.span = i;
        out.beganAfter = beganAfter;
        out.extentNs = extent;
    }
    out.others = began - (out.beganAfter ? 1 : 0);
    return out;
}

std::string aftermathClause(const SpanTable& trace, const TimeChain& chain, const Aftermath& after)
{
    const SpanIndex span = after.span;
    const SpanIndex parent = trace.parent[span];
    const bool queued = parent != kNoSpan && trace.kind[parent] == SpanKind::Producer &&
                        trace.kind[span] == SpanKind::Consumer && trace.startNs[span] >= trace.endNs(parent);
    std::string text = spanLabel(trace, span);
    if (!after.beganAfter)
        return text + " ran on for " + formatDuration(trace.endNs(span) - chain.startNs - chain.durationNs);
    if (queued)
        text += " waited " + formatDuration(trace.startNs[span] - trace.endNs(parent)) + " in the queue";
    else
        text += " began " + formatDuration(trace.startNs[span] - chain.startNs - chain.durationNs) + " later";
    text += " and ran " + formatDuration(after.extentNs);
    if (formatDuration(after.extentNs) != formatDuration(trace.durationNs[span]))
        text += " with all below it";
    if (after.others > 0)
        text += ", and " + countInWords(after.others) + " more began after the end of " +
                spanName(trace, trace.mainRoot);
    return text;
}

} // namespace tailrace
