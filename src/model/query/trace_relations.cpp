// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/trace_relations.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace tailrace {

namespace {

bool contains(const SpanPositions& positions, TreePosition position)
{
    return std::binary_search(positions.begin(), positions.end(), position);
}

/// Those of `below` whose parent is among `above`.
SpanPositions withParentIn(const TraceTree& tree, const SpanPositions& above, const SpanPositions& below)
{
    SpanPositions found;
    for (const TreePosition p : below)
        if (tree.parent[p] != kNoPosition && contains(above, tree.parent[p]))
            found.push_back(p);
    return found;
}

/// Those of `above` that have a child among `below`.
SpanPositions withChildIn(const TraceTree& tree, const SpanPositions& below, const SpanPositions& above)
{
    SpanPositions parents;
    for (const TreePosition p : below)
        if (tree.parent[p] != kNoPosition)
            parents.push_back(tree.parent[p]);
    std::sort(parents.begin(), parents.end());
    SpanPositions found;
    std::set_intersection(above.begin(), above.end(), parents.begin(), parents.end(), std::back_inserter(found));
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

/// Those of `below` that have an ancestor among `above`: in nested sets, one that began earlier and is still open.
SpanPositions withAncestorIn(const TraceTree& tree, const SpanPositions& above, const SpanPositions& below)
{
    SpanPositions found;
    std::size_t next = 0;
    bool any = false;
    TreePosition reach = 0;
    for (const TreePosition p : below) {
        for (; next < above.size() && above[next] < p; ++next) {
            reach = std::max(reach, tree.last[above[next]]);
            any = true;
        }
        if (any && reach >= p)
            found.push_back(p);
    }
    return found;
}

/// Those of `above` that have a descendant among `below`.
SpanPositions withDescendantIn(const TraceTree& tree, const SpanPositions& below, const SpanPositions& above)
{
    SpanPositions found;
    for (const TreePosition p : above) {
        const auto next = std::upper_bound(below.begin(), below.end(), p);
        if (next != below.end() && *next <= tree.last[p])
            found.push_back(p);
    }
    return found;
}

/// Those of `these` that have a sibling among `others`, which is not themselves.
SpanPositions withSiblingIn(const TraceTree& tree, const SpanPositions& others, const SpanPositions& these)
{
    std::unordered_map<TreePosition, std::size_t> counts;
    for (const TreePosition p : others)
        ++counts[tree.siblings[p]];
    SpanPositions found;
    for (const TreePosition p : these) {
        const auto known = counts.find(tree.siblings[p]);
        if (known != counts.end() && known->second > (contains(others, p) ? 1U : 0U))
            found.push_back(p);
    }
    return found;
}

/// Those of `right` that stand in the relation to one of `left`.
SpanPositions related(const TraceTree& tree, Relation relation, const SpanPositions& left,
                      const SpanPositions& right)
{
    switch (relation) {
    case Relation::Child:
        return withParentIn(tree, left, right);
    case Relation::Parent:
        return withChildIn(tree, left, right);
    case Relation::Descendant:
        return withAncestorIn(tree, left, right);
    case Relation::Ancestor:
        return withDescendantIn(tree, left, right);
    case Relation::Sibling:
        return withSiblingIn(tree, left, right);
    }
    return {};
}

Relation reversed(Relation relation)
{
    switch (relation) {
    case Relation::Child:
        return Relation::Parent;
    case Relation::Parent:
        return Relation::Child;
    case Relation::Descendant:
        return Relation::Ancestor;
    case Relation::Ancestor:
        return Relation::Descendant;
    case Relation::Sibling:
        break;
    }
    return Relation::Sibling;
}

} // namespace

void TraceTree::clear()
{
    span.clear();
    last.clear();
    parent.clear();
    siblings.clear();
    m_path.clear();
}

void TraceTree::add(std::int64_t spanRow, std::int64_t lastPosition, std::int64_t depth)
{
    const auto level = std::min(static_cast<std::size_t>(std::max<std::int64_t>(depth, 0)), m_path.size());
    m_path.resize(level);
    parent.push_back(level == 0 ? kNoPosition : m_path.back());
    m_path.push_back(size());
    span.push_back(spanRow);
    last.push_back(static_cast<TreePosition>(lastPosition));
}

void TraceTree::markSiblings(const std::vector<std::int64_t>& parentOfRoot)
{
    // Children of p have the mark p; a group of roots has that of its first, behind all positions.
    std::unordered_map<std::int64_t, TreePosition> firstOf;
    std::size_t root = 0;
    siblings.resize(span.size());
    for (TreePosition p = 0; p < size(); ++p) {
        if (parent[p] != kNoPosition) {
            siblings[p] = parent[p];
            continue;
        }
        const std::int64_t named = root < parentOfRoot.size() ? parentOfRoot[root] : 0;
        ++root;
        siblings[p] = size() + firstOf.try_emplace(named, p).first->second;
    }
}

SpanPositions united(const SpanPositions& a, const SpanPositions& b)
{
    SpanPositions all;
    all.reserve(a.size() + b.size());
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
    return all;
}

SpanPositions relate(const TraceTree& tree, const SpansetExpression& relation, const SpanPositions& left,
                     const SpanPositions& right)
{
    SpanPositions found = related(tree, relation.relation, left, right);
    if (relation.isUnion)
        return united(found, related(tree, reversed(relation.relation), right, left));
    if (!relation.isNegated)
        return found;
    SpanPositions others;
    std::set_difference(right.begin(), right.end(), found.begin(), found.end(), std::back_inserter(others));
    return others;
}

} // namespace tailrace
