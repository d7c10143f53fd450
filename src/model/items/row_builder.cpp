// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/row_builder.h"

#include <algorithm>

namespace tailrace {

bool RowFilter::hidesService(StringId service) const
{
    return std::binary_search(services.begin(), services.end(), service);
}

bool isHiddenSpan(const SpanTable& table, const RowFilter& filter, SpanIndex span)
{
    if (filter.hidesService(table.serviceId[span]) || filter.hidesKind(table.kind[span]))
        return true;
    if (table.durationNs[span] < filter.shortestNs && !has(table.marks[span], SpanMark::DurationUnknown))
        return true;
    for (SpanIndex i = span; i != kNoSpan && !filter.subtrees.empty(); i = table.parent[i])
        if (std::binary_search(filter.subtrees.begin(), filter.subtrees.end(), i))
            return true;
    return false;
}

RowBuilder::RowBuilder(const SpanTable& table, const RowState& state, const std::vector<RepeatRun>& repeats)
    : m_table(table)
    , m_state(state)
    , m_repeats(repeats)
    , m_serviceHidden(table.strings.size(), 0)
{
    for (const StringId service : state.filter.services)
        m_serviceHidden[service] = 1;
}

void RowBuilder::build(SpanRun range, std::vector<SpanIndex>& rows, std::vector<RowGroup>& groups)
{
    m_rows = &rows;
    m_groups = &groups;
    rows.clear();
    groups.clear();
    rows.reserve(range.size());
    if (m_state.filter.isActive() || m_state.foldsRepeats)
        addFiltered(range);
    else
        addPlain(range);
}

SpanIndex RowBuilder::stepFrom(SpanIndex span) const
{
    return m_state.collapsed[span] ? m_table.subtreeEnd(span) : span + 1;
}

void RowBuilder::addPlain(SpanRun range)
{
    for (SpanIndex i = range.first; i < range.end; i = stepFrom(i))
        m_rows->push_back(i);
}

void RowBuilder::addFiltered(SpanRun range)
{
    const bool isFocused = !m_state.focus.empty();
    for (SpanIndex i = range.first; i < range.end;) {
        // What is in focus is not hidden itself: everything else hangs from it.
        if (isHidden(i) && !(isFocused && i == range.first)) {
            hide({i, stepFrom(i)});
            i = stepFrom(i);
            continue;
        }
        m_isHiding = false;
        m_rows->push_back(i);
        if (const RepeatRun* run = foldedRunAt(i)) {
            addRepeats(*run);
            i = run->spans.end;
        } else {
            i = stepFrom(i);
        }
    }
}

bool RowBuilder::isHidden(SpanIndex span)
{
    const RowFilter& filter = m_state.filter;
    while (m_subtree < filter.subtrees.size() && filter.subtrees[m_subtree] <= span)
        m_subtreeEnd = std::max(m_subtreeEnd, m_table.subtreeEnd(filter.subtrees[m_subtree++]));
    while (m_shown < filter.shown.size() && filter.shown[m_shown].end <= span)
        ++m_shown;
    if (m_shown < filter.shown.size() && filter.shown[m_shown].contains(span))
        return false;
    return span < m_subtreeEnd || m_serviceHidden[m_table.serviceId[span]] != 0 ||
           filter.hidesKind(m_table.kind[span]) ||
           (m_table.durationNs[span] < filter.shortestNs && !has(m_table.marks[span], SpanMark::DurationUnknown));
}

const RepeatRun* RowBuilder::foldedRunAt(SpanIndex span)
{
    if (!m_state.foldsRepeats)
        return nullptr;
    while (m_repeat < m_repeats.size() && m_repeats[m_repeat].spans.first < span)
        ++m_repeat;
    if (m_repeat == m_repeats.size() || m_repeats[m_repeat].spans.first != span)
        return nullptr;
    // The span in focus has left its siblings.
    if (!m_state.focus.empty() && m_state.focus.back() == span)
        return nullptr;
    const bool isUnfolded = std::binary_search(m_state.unfolded.begin(), m_state.unfolded.end(), span);
    return isUnfolded ? nullptr : &m_repeats[m_repeat];
}

void RowBuilder::hide(SpanRun run)
{
    m_filtered += run.size();
    if (!m_isHiding) {
        m_rows->push_back(run.first);
        m_groups->push_back(
            {.spans = run, .depth = m_table.depth[run.first], .service = m_table.serviceId[run.first]});
        m_isHiding = true;
    }
    RowGroup& group = m_groups->back();
    group.spans.end = run.end;
    for (SpanIndex i = run.first; i < run.end; ++i) {
        group.depth = std::min(group.depth, m_table.depth[i]);
        group.errors += m_table.isError(i) ? 1 : 0;
        group.manyServices = group.manyServices || m_table.serviceId[i] != group.service;
    }
}

void RowBuilder::addRepeats(const RepeatRun& run)
{
    m_groups->push_back({.kind = RowGroup::Kind::Repeats,
                         .spans = run.spans,
                         .depth = m_table.depth[run.spans.first],
                         .errors = run.failed,
                         .errorsBelow = run.failedBelow,
                         .service = m_table.serviceId[run.spans.first],
                         .count = run.count,
                         .sumNs = run.sumNs,
                         .slowestNs = run.slowestNs});
}

} // namespace tailrace
