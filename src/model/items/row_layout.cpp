// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/row_layout.h"

#include <algorithm>

namespace tailrace {

RowLayout::RowLayout(SpanTablePtr table)
    : m_table(std::move(table))
{
    if (m_table == nullptr)
        return;
    m_collapsed.assign(m_table->size(), false);
    rebuild();
}

int RowLayout::rowOf(SpanIndex span) const
{
    const auto at = std::lower_bound(m_rows.begin(), m_rows.end(), span);
    return at != m_rows.end() && *at == span ? static_cast<int>(at - m_rows.begin()) : -1;
}

int RowLayout::rowShowing(SpanIndex span) const
{
    if (m_table == nullptr || span >= m_table->size())
        return -1;
    // A hidden span lies in the run of the collapsed ancestor, which is the last row before it.
    const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), span);
    return static_cast<int>(after - m_rows.begin()) - 1;
}

SpanIndex RowLayout::hiddenCount() const
{
    return m_table == nullptr ? 0 : m_table->size() - static_cast<SpanIndex>(m_rows.size());
}

bool RowLayout::setCollapsed(SpanIndex span, bool collapsed)
{
    return setRangeCollapsed(span, span + 1, collapsed);
}

bool RowLayout::setSubtreeCollapsed(SpanIndex span, bool collapsed)
{
    return setRangeCollapsed(span, m_table->subtreeEnd(span), collapsed);
}

bool RowLayout::setAllCollapsed(bool collapsed)
{
    return m_table != nullptr && setRangeCollapsed(0, m_table->size(), collapsed);
}

bool RowLayout::setSiblingsCollapsed(SpanIndex span, bool collapsed)
{
    const SpanIndex parent = m_table->parent[span];
    const SpanIndex end = parent == kNoSpan ? m_table->size() : m_table->subtreeEnd(parent);
    bool changed = false;
    for (SpanIndex i = parent == kNoSpan ? 0 : parent + 1; i < end; i += m_table->subtreeSize[i]) {
        if (m_table->hasChildren(i) && m_collapsed[i] != collapsed) {
            m_collapsed[i] = collapsed;
            changed = true;
        }
    }
    if (changed)
        rebuild();
    return changed;
}

bool RowLayout::expandLevel()
{
    std::uint32_t level = ~std::uint32_t{0};
    for (const SpanIndex span : m_rows)
        if (m_collapsed[span])
            level = std::min(level, m_table->depth[span]);
    bool changed = false;
    for (const SpanIndex span : m_rows) {
        if (m_collapsed[span] && m_table->depth[span] == level) {
            m_collapsed[span] = false;
            changed = true;
        }
    }
    if (changed)
        rebuild();
    return changed;
}

bool RowLayout::collapseLevel()
{
    const auto isOpen = [this](SpanIndex span) { return m_table->hasChildren(span) && !m_collapsed[span]; };
    std::int64_t level = -1;
    for (const SpanIndex span : m_rows)
        if (isOpen(span))
            level = std::max<std::int64_t>(level, m_table->depth[span]);
    if (level < 0)
        return false;
    for (const SpanIndex span : m_rows)
        if (m_table->depth[span] == level && isOpen(span))
            m_collapsed[span] = true;
    rebuild();
    return true;
}

bool RowLayout::reveal(SpanIndex span)
{
    bool changed = false;
    for (SpanIndex i = m_table->parent[span]; i != kNoSpan; i = m_table->parent[i]) {
        changed = changed || m_collapsed[i];
        m_collapsed[i] = false;
    }
    if (changed)
        rebuild();
    return changed;
}

bool RowLayout::setRangeCollapsed(SpanIndex from, SpanIndex to, bool collapsed)
{
    bool changed = false;
    for (SpanIndex i = from; i < to; ++i) {
        if (m_table->hasChildren(i) && m_collapsed[i] != collapsed) {
            m_collapsed[i] = collapsed;
            changed = true;
        }
    }
    if (changed)
        rebuild();
    return changed;
}

void RowLayout::setOnly(std::shared_ptr<const std::vector<bool>> spans)
{
    m_only = std::move(spans);
    if (m_table != nullptr)
        rebuild();
}

void RowLayout::rebuild()
{
    m_rows.clear();
    m_rows.reserve(m_table->size());
    for (SpanIndex i = 0; i < m_table->size(); i += m_collapsed[i] ? m_table->subtreeSize[i] : 1)
        m_rows.push_back(i);
    if (m_only != nullptr)
        std::erase_if(m_rows, [this](SpanIndex span) { return !(*m_only)[span]; });
}

} // namespace tailrace
