// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/row_layout.h"

#include "model/items/row_builder.h"

#include <algorithm>
#include <utility>

namespace tailrace {

namespace {

template <class T>
bool insertSorted(std::vector<T>& sorted, T value)
{
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), value);
    if (at != sorted.end() && *at == value)
        return false;
    sorted.insert(at, value);
    return true;
}

template <class T>
bool removeSorted(std::vector<T>& sorted, T value)
{
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), value);
    if (at == sorted.end() || *at != value)
        return false;
    sorted.erase(at);
    return true;
}

/// Takes `gone` out of the runs.
bool subtract(std::vector<SpanRun>& runs, SpanRun gone)
{
    std::vector<SpanRun> rest;
    for (const SpanRun& run : runs) {
        if (const SpanRun before{run.first, std::min(run.end, gone.first)}; before.first < before.end)
            rest.push_back(before);
        if (const SpanRun after{std::max(run.first, gone.end), run.end}; after.first < after.end)
            rest.push_back(after);
    }
    const bool changed = rest != runs;
    runs = std::move(rest);
    return changed;
}

void unite(std::vector<SpanRun>& runs, SpanRun added)
{
    subtract(runs, added);
    const auto at = std::lower_bound(runs.begin(), runs.end(), added.first,
                                     [](const SpanRun& run, SpanIndex first) { return run.first < first; });
    runs.insert(at, added);
}

SpanRun subtreeOf(const SpanTable& table, SpanIndex span)
{
    return {span, table.subtreeEnd(span)};
}

} // namespace

RowLayout::RowLayout(SpanTablePtr table)
    : m_table(std::move(table))
{
    if (m_table == nullptr)
        return;
    auto state = std::make_shared<RowState>();
    state->collapsed.assign(m_table->size(), false);
    m_state = std::move(state);
    rebuild();
}

template <class Change>
bool RowLayout::mutate(Change change)
{
    if (m_table == nullptr)
        return false;
    auto next = std::make_shared<RowState>(*m_state);
    if (!change(*next))
        return false;
    m_state = std::move(next);
    rebuild();
    return true;
}

void RowLayout::rebuild()
{
    if (m_state->foldsRepeats && !m_knowsRepeats) {
        m_repeats = repeatRuns(*m_table);
        m_knowsRepeats = true;
    }
    RowBuilder builder(*m_table, *m_state, m_repeats);
    builder.build(inFocus(), m_rows, m_groups);
    m_filtered = builder.filtered();
    if (m_only != nullptr)
        keepOnly(*m_only);
}

SpanIndex RowLayout::focus() const
{
    return m_state == nullptr || m_state->focus.empty() ? kNoSpan : m_state->focus.back();
}

SpanRun RowLayout::inFocus() const
{
    return focus() == kNoSpan ? SpanRun{0, m_table->size()} : subtreeOf(*m_table, focus());
}

const RowGroup* RowLayout::groupAt(int row) const
{
    const SpanIndex first = spanAt(row);
    const auto at =
        std::lower_bound(m_groups.begin(), m_groups.end(), first,
                         [](const RowGroup& group, SpanIndex span) { return group.spans.first < span; });
    return at != m_groups.end() && at->spans.first == first ? &*at : nullptr;
}

std::uint32_t RowLayout::depthAt(int row) const
{
    const RowGroup* group = groupAt(row);
    const std::uint32_t depth = group != nullptr ? group->depth : m_table->depth[spanAt(row)];
    return focus() == kNoSpan ? depth : depth - m_table->depth[focus()];
}

int RowLayout::rowOf(SpanIndex span) const
{
    const auto at = std::lower_bound(m_rows.begin(), m_rows.end(), span);
    if (at == m_rows.end() || *at != span)
        return -1;
    const int row = static_cast<int>(at - m_rows.begin());
    return groupAt(row) == nullptr ? row : -1;
}

int RowLayout::rowShowing(SpanIndex span) const
{
    if (m_table == nullptr || span >= m_table->size() || !inFocus().contains(span))
        return -1;
    // A span without a row lies in the run of what stands for it, which is the last row before it.
    const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), span);
    return static_cast<int>(after - m_rows.begin()) - 1;
}

SpanIndex RowLayout::hiddenCount() const
{
    return m_table == nullptr ? 0 : m_table->size() - static_cast<SpanIndex>(m_rows.size() - m_groups.size());
}

bool RowLayout::setState(const RowStatePtr& state)
{
    if (m_table == nullptr || state == nullptr || state == m_state || state->collapsed.size() != m_table->size())
        return false;
    m_state = state;
    rebuild();
    return true;
}

// Folding

bool RowLayout::setRangeCollapsed(RowState& state, const SpanTable& table, SpanRun range, bool collapsed)
{
    bool changed = false;
    for (SpanIndex i = range.first; i < range.end; ++i) {
        if (table.hasChildren(i) && state.collapsed[i] != collapsed) {
            state.collapsed[i] = collapsed;
            changed = true;
        }
    }
    return changed;
}

bool RowLayout::setCollapsed(SpanIndex span, bool collapsed)
{
    return mutate([&](RowState& next) { return setRangeCollapsed(next, *m_table, {span, span + 1}, collapsed); });
}

bool RowLayout::setSubtreeCollapsed(SpanIndex span, bool collapsed)
{
    return mutate(
        [&](RowState& next) { return setRangeCollapsed(next, *m_table, subtreeOf(*m_table, span), collapsed); });
}

bool RowLayout::setAllCollapsed(bool collapsed)
{
    return mutate([&](RowState& next) { return setRangeCollapsed(next, *m_table, inFocus(), collapsed); });
}

bool RowLayout::setSiblingsCollapsed(SpanIndex span, bool collapsed)
{
    return mutate([&](RowState& next) {
        const SpanIndex parent = m_table->parent[span];
        const SpanIndex end = parent == kNoSpan ? m_table->size() : m_table->subtreeEnd(parent);
        bool changed = false;
        for (SpanIndex i = parent == kNoSpan ? 0 : parent + 1; i < end; i += m_table->subtreeSize[i])
            changed = setRangeCollapsed(next, *m_table, {i, i + 1}, collapsed) || changed;
        return changed;
    });
}

bool RowLayout::expandLevel()
{
    return mutate([&](RowState& next) {
        std::uint32_t level = ~std::uint32_t{0};
        for (const SpanIndex span : m_rows)
            if (next.collapsed[span])
                level = std::min(level, m_table->depth[span]);
        bool changed = false;
        for (const SpanIndex span : m_rows) {
            if (next.collapsed[span] && m_table->depth[span] == level) {
                next.collapsed[span] = false;
                changed = true;
            }
        }
        return changed;
    });
}

bool RowLayout::collapseLevel()
{
    return mutate([&](RowState& next) {
        // Of the rows that stand for several spans none is open.
        std::size_t group = 0;
        const auto isOpen = [&](SpanIndex span) {
            while (group < m_groups.size() && m_groups[group].spans.first < span)
                ++group;
            const bool isGroup = group < m_groups.size() && m_groups[group].spans.first == span;
            return !isGroup && m_table->hasChildren(span) && !next.collapsed[span];
        };
        std::int64_t level = -1;
        for (const SpanIndex span : m_rows)
            if (isOpen(span))
                level = std::max<std::int64_t>(level, m_table->depth[span]);
        group = 0;
        for (const SpanIndex span : m_rows)
            if (m_table->depth[span] == level && isOpen(span))
                next.collapsed[span] = true;
        return level >= 0;
    });
}

bool RowLayout::reveal(SpanIndex span)
{
    if (m_table == nullptr || span >= m_table->size() || rowOf(span) >= 0)
        return false;
    return mutate([&](RowState& next) {
        while (!next.focus.empty() && !subtreeOf(*m_table, next.focus.back()).contains(span))
            next.focus.pop_back();
        for (SpanIndex i = m_table->parent[span]; i != kNoSpan; i = m_table->parent[i])
            next.collapsed[i] = false;
        for (const RepeatRun& run : m_repeats) {
            if (run.spans.first > span)
                break;
            if (run.spans.contains(span))
                insertSorted(next.unfolded, run.spans.first);
        }
        if (next.filter.isActive() && isHiddenSpan(*m_table, next.filter, span))
            unite(next.filter.shown, {span, span + 1});
        return true;
    });
}

// Focus

bool RowLayout::setFocus(SpanIndex span)
{
    if (span == focus())
        return false;
    return mutate([&](RowState& next) {
        if (span == kNoSpan) {
            next.focus.clear();
            return true;
        }
        while (!next.focus.empty() && !subtreeOf(*m_table, next.focus.back()).contains(span))
            next.focus.pop_back();
        next.focus.push_back(span);
        next.collapsed[span] = false;
        return true;
    });
}

bool RowLayout::leaveFocus(std::size_t steps)
{
    return mutate([&](RowState& next) {
        if (steps >= next.focus.size())
            return false;
        next.focus.resize(steps);
        return true;
    });
}

// Hiding

bool RowLayout::hideSubtree(SpanIndex span)
{
    if (span == focus())
        return false; // something has to remain
    return mutate([&](RowState& next) {
        const bool isNew = insertSorted(next.filter.subtrees, span);
        return subtract(next.filter.shown, subtreeOf(*m_table, span)) || isNew;
    });
}

bool RowLayout::setServiceHidden(StringId service, bool hidden)
{
    return mutate([&](RowState& next) {
        if (!hidden)
            return removeSorted(next.filter.services, service);
        if (insertSorted(next.filter.services, service))
            return true;
        // Hidden again: what was shown of it goes, too.
        const bool changed = !next.filter.shown.empty();
        next.filter.shown.clear();
        return changed;
    });
}

bool RowLayout::setKindHidden(SpanKind kind, bool hidden)
{
    return mutate([&](RowState& next) {
        const std::uint32_t bit = 1U << static_cast<unsigned>(kind);
        if (next.filter.hidesKind(kind) == hidden)
            return false;
        next.filter.kinds ^= bit;
        return true;
    });
}

bool RowLayout::hideShorterThan(std::int64_t shortestNs)
{
    return mutate([&](RowState& next) { return std::exchange(next.filter.shortestNs, shortestNs) != shortestNs; });
}

bool RowLayout::showHidden()
{
    return mutate([](RowState& next) {
        const bool changed = next.filter.isActive();
        next.filter = {};
        return changed;
    });
}

// Repeats

bool RowLayout::setRepeatsFolded(bool folded)
{
    return mutate([&](RowState& next) {
        const bool changed = next.foldsRepeats != folded || (folded && !next.unfolded.empty());
        next.foldsRepeats = folded;
        next.unfolded.clear();
        return changed;
    });
}

bool RowLayout::expandGroup(int row)
{
    const RowGroup* group = row >= 0 && row < rowCount() ? groupAt(row) : nullptr;
    if (group == nullptr)
        return false;
    return mutate([group = *group](RowState& next) {
        if (group.kind == RowGroup::Kind::Repeats)
            return insertSorted(next.unfolded, group.spans.first);
        unite(next.filter.shown, group.spans);
        return true;
    });
}

void RowLayout::setOnly(std::shared_ptr<const std::vector<bool>> spans)
{
    m_only = std::move(spans);
    if (m_table != nullptr)
        rebuild();
}

void RowLayout::keepOnly(const std::vector<bool>& spans)
{
    const auto holdsOne = [&](SpanRun run) {
        const auto begin = spans.begin() + static_cast<std::ptrdiff_t>(run.first);
        const auto end = spans.begin() + static_cast<std::ptrdiff_t>(run.end);
        return std::find(begin, end, true) != end;
    };
    auto group = m_groups.cbegin();
    std::erase_if(m_rows, [&](SpanIndex row) {
        while (group != m_groups.cend() && group->spans.first < row)
            ++group;
        const bool isGroup = group != m_groups.cend() && group->spans.first == row;
        return isGroup ? !holdsOne(group->spans) : !spans[row];
    });
    std::erase_if(m_groups, [&](const RowGroup& each) { return !holdsOne(each.spans); });
}

} // namespace tailrace
