// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/flame_layout.h"

#include "model/base/saturate.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace tailrace {

namespace {

/// Finds the first lane that is free at an instant: a tree of minima over the ends of the lanes.
class Lanes
{
public:
    /// For at most `count` lanes, all empty.
    void reset(std::size_t count)
    {
        m_leaves = std::bit_ceil(std::max<std::size_t>(count, 1));
        m_least.assign(2 * m_leaves, INT64_MIN);
    }

    /// Takes the first lane that is free from `start`, until `end`.
    std::uint32_t take(std::int64_t start, std::int64_t end)
    {
        std::size_t node = 1;
        while (node < m_leaves)
            node = 2 * node + (m_least[2 * node] <= start ? 0 : 1);
        const auto lane = static_cast<std::uint32_t>(node - m_leaves);
        m_least[node] = end;
        while ((node /= 2) > 0)
            m_least[node] = std::min(m_least[2 * node], m_least[2 * node + 1]);
        return lane;
    }

private:
    std::size_t m_leaves = 1;
    std::vector<std::int64_t> m_least;
};

/// Rows of all spans, from the leaves up and then from the roots down.
class TimeRows
{
public:
    explicit TimeRows(const SpanTable& trace)
        : m_trace(trace)
        , m_from(trace.startNs)
        , m_to(trace.size())
        , m_height(trace.size(), 1)
        , m_row(trace.size(), 0)
    {
    }

    std::vector<std::uint32_t> find()
    {
        for (SpanIndex i = m_trace.size(); i-- > 0;) {
            m_to[i] = std::max(m_to[i], m_trace.endNs(i));
            m_children.clear();
            for (SpanIndex c = i + 1; c < m_trace.subtreeEnd(i); c = m_trace.subtreeEnd(c)) {
                m_children.push_back(c);
                m_from[i] = std::min(m_from[i], m_from[c]);
                m_to[i] = std::max(m_to[i], m_to[c]);
            }
            m_height[i] += stack();
        }
        m_children = m_trace.roots;
        stack();
        for (SpanIndex i = 0; i < m_trace.size(); ++i)
            if (const SpanIndex parent = m_trace.parent[i]; parent != kNoSpan)
                m_row[i] += m_row[parent] + 1;
        return std::move(m_row);
    }

private:
    /// Puts siblings into lanes; their rows count from the first one below their parent. Returns the height of all.
    std::uint32_t stack()
    {
        if (m_children.empty())
            return 0;
        const auto earlier = [this](SpanIndex a, SpanIndex b) { return m_from[a] < m_from[b]; };
        if (!std::is_sorted(m_children.begin(), m_children.end(), earlier))
            std::stable_sort(m_children.begin(), m_children.end(), earlier);
        if (isOneLane())
            return tallest();
        m_lanes.reset(m_children.size());
        m_laneOf.clear();
        m_laneHeight.clear();
        for (const SpanIndex c : m_children) {
            const std::uint32_t lane = m_lanes.take(m_from[c], m_to[c]);
            m_laneOf.push_back(lane);
            if (lane >= m_laneHeight.size())
                m_laneHeight.resize(lane + std::size_t{1}, 0);
            m_laneHeight[lane] = std::max(m_laneHeight[lane], m_height[c]);
        }
        std::uint32_t height = 0;
        for (std::uint32_t& lane : m_laneHeight)
            height += std::exchange(lane, height);
        for (std::size_t i = 0; i < m_children.size(); ++i)
            m_row[m_children[i]] = m_laneHeight[m_laneOf[i]];
        return height;
    }

    [[nodiscard]] bool isOneLane() const
    {
        for (std::size_t i = 1; i < m_children.size(); ++i)
            if (m_from[m_children[i]] < m_to[m_children[i - 1]])
                return false;
        return true;
    }

    [[nodiscard]] std::uint32_t tallest() const
    {
        std::uint32_t height = 0;
        for (const SpanIndex c : m_children)
            height = std::max(height, m_height[c]);
        return height;
    }

    const SpanTable& m_trace;
    std::vector<std::int64_t> m_from; // of the subtree
    std::vector<std::int64_t> m_to;
    std::vector<std::uint32_t> m_height;
    std::vector<std::uint32_t> m_row; // first below the parent's, in the end from the top
    std::vector<SpanIndex> m_children;
    std::vector<std::uint32_t> m_laneOf;
    std::vector<std::uint32_t> m_laneHeight;
    Lanes m_lanes;
};

/// Spans of one service and operation below one node.
struct Node {
    std::uint32_t parent;
    std::uint32_t depth;
    StringId service;
    StringId name;
};

constexpr std::uint32_t kNoNode = ~0U;

/// The nodes by parent, service and name: open addressing, because every span asks once.
class NodeTable
{
public:
    explicit NodeTable(std::size_t most)
        : m_mask(std::bit_ceil(2 * most + 1) - 1)
        , m_slots(m_mask + 1, kNoNode)
    {
    }

    /// The node's place in `nodes`, where it is added if it is new.
    std::uint32_t find(std::vector<Node>& nodes, const Node& wanted)
    {
        const std::uint64_t names = std::uint64_t{wanted.service} << 32U | wanted.name;
        std::uint64_t hash = (names * 0x9E3779B97F4A7C15ULL) ^ ((wanted.parent + 1ULL) * 0xC2B2AE3D27D4EB4FULL);
        hash ^= hash >> 29U;
        for (std::size_t slot = hash & m_mask;; slot = (slot + 1) & m_mask) {
            const std::uint32_t node = m_slots[slot];
            if (node == kNoNode) {
                m_slots[slot] = static_cast<std::uint32_t>(nodes.size());
                nodes.push_back(wanted);
                return m_slots[slot];
            }
            if (nodes[node].parent == wanted.parent && nodes[node].service == wanted.service &&
                nodes[node].name == wanted.name)
                return node;
        }
    }

private:
    std::size_t m_mask;
    std::vector<std::uint32_t> m_slots;
};

/// The merged tree; nodes come after their parents.
struct Merged {
    std::vector<Node> nodes;
    std::vector<FlameBox> boxes; // by node
    std::vector<std::uint32_t> nodeOf;
};

Merged merge(const SpanTable& trace)
{
    Merged out;
    out.nodeOf.resize(trace.size());
    NodeTable known(trace.size());
    for (SpanIndex i = 0; i < trace.size(); ++i) {
        const std::uint32_t parent = trace.parent[i] == kNoSpan ? kNoNode : out.nodeOf[trace.parent[i]];
        const std::uint32_t node =
            known.find(out.nodes, {parent, trace.depth[i], trace.serviceId[i], trace.nameId[i]});
        if (node == out.boxes.size())
            out.boxes.push_back({0, 0, i, 0, 0});
        FlameBox& box = out.boxes[node];
        ++box.count;
        box.errors += trace.isError(i) ? 1 : 0;
        addSaturated(box.durationNs, trace.selfNs[i]);
        if (trace.durationNs[i] > trace.durationNs[box.span])
            box.span = i;
        out.nodeOf[i] = node;
    }
    for (std::uint32_t n = static_cast<std::uint32_t>(out.nodes.size()); n-- > 0;)
        if (const std::uint32_t parent = out.nodes[n].parent; parent != kNoNode)
            addSaturated(out.boxes[parent].durationNs, out.boxes[n].durationNs);
    return out;
}

/// Starts from the left, the widest sibling first. Returns the width of all roots.
std::int64_t placeFromLeft(Merged& merged)
{
    std::vector<std::uint32_t> order(merged.nodes.size());
    std::iota(order.begin(), order.end(), 0U);
    // A root's kNoNode + 1 is 0, so parents are placed before their children.
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (merged.nodes[a].parent != merged.nodes[b].parent)
            return merged.nodes[a].parent + 1 < merged.nodes[b].parent + 1;
        const std::int64_t x = merged.boxes[a].durationNs;
        const std::int64_t y = merged.boxes[b].durationNs;
        return x != y ? x > y : a < b;
    });
    std::int64_t rootsEnd = 0;
    std::vector<std::int64_t> cursor(merged.nodes.size());
    for (const std::uint32_t n : order) {
        const std::uint32_t parent = merged.nodes[n].parent;
        std::int64_t& at = parent == kNoNode ? rootsEnd : cursor[parent];
        merged.boxes[n].startNs = cursor[n] = at;
        addSaturated(at, merged.boxes[n].durationNs);
    }
    return rootsEnd;
}

} // namespace

FlameLayout FlameLayout::byTime(const SpanTable& trace)
{
    FlameLayout layout;
    layout.m_startNs = trace.traceStartNs;
    layout.m_durationNs = trace.traceDurationNs;
    std::vector<FlameBox> boxes(trace.size());
    for (SpanIndex i = 0; i < trace.size(); ++i)
        boxes[i] = {trace.startNs[i], trace.durationNs[i], i, 1, trace.isError(i) ? 1U : 0U};
    layout.sortIntoRows(std::move(boxes), TimeRows(trace).find());
    return layout;
}

FlameLayout FlameLayout::mergedByName(const SpanTable& trace)
{
    FlameLayout layout;
    Merged merged = merge(trace);
    layout.m_durationNs = placeFromLeft(merged);
    std::vector<std::uint32_t> rows(merged.nodes.size());
    std::transform(merged.nodes.begin(), merged.nodes.end(), rows.begin(), [](const Node& n) { return n.depth; });
    layout.sortIntoRows(std::move(merged.boxes), rows);
    for (std::uint32_t& node : merged.nodeOf)
        node = layout.m_boxOf[node];
    layout.m_boxOf = std::move(merged.nodeOf);
    return layout;
}

void FlameLayout::sortIntoRows(std::vector<FlameBox> boxes, const std::vector<std::uint32_t>& rowOf)
{
    const std::uint32_t rows = rowOf.empty() ? 0 : *std::max_element(rowOf.begin(), rowOf.end()) + 1;
    m_rowFirst.assign(rows + std::size_t{1}, 0);
    for (const std::uint32_t row : rowOf)
        ++m_rowFirst[row + std::size_t{1}];
    std::partial_sum(m_rowFirst.begin(), m_rowFirst.end(), m_rowFirst.begin());
    std::vector<std::uint32_t> order(boxes.size());
    std::vector<std::uint32_t> fill(m_rowFirst.begin(), m_rowFirst.end() - 1);
    for (std::uint32_t i = 0; i < boxes.size(); ++i)
        order[fill[rowOf[i]]++] = i;
    // Of boxes that begin together the one without length comes first, so that ends rise too.
    const auto earlier = [&](std::uint32_t a, std::uint32_t b) {
        const FlameBox& x = boxes[a];
        const FlameBox& y = boxes[b];
        return x.startNs != y.startNs ? x.startNs < y.startNs : x.durationNs < y.durationNs;
    };
    for (std::uint32_t row = 0; row < rows; ++row) {
        const auto first = order.begin() + m_rowFirst[row];
        const auto last = order.begin() + m_rowFirst[row + 1];
        if (!std::is_sorted(first, last, earlier))
            std::stable_sort(first, last, earlier);
    }
    m_boxes.resize(boxes.size());
    m_boxOf.resize(boxes.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        m_boxes[i] = boxes[order[i]];
        m_boxOf[order[i]] = i;
    }
}

std::span<const FlameBox> FlameLayout::visible(std::uint32_t row, std::int64_t fromNs, std::int64_t toNs) const
{
    const std::span<const FlameBox> all = this->row(row);
    const auto first =
        std::partition_point(all.begin(), all.end(), [&](const FlameBox& b) { return b.endNs() < fromNs; });
    const auto last = std::partition_point(first, all.end(), [&](const FlameBox& b) { return b.startNs <= toNs; });
    return {first, last};
}

const FlameBox* FlameLayout::boxAt(std::uint32_t row, std::int64_t ns) const
{
    const std::span<const FlameBox> found = visible(row, ns, ns);
    return found.empty() ? nullptr : &found.back();
}

std::uint32_t FlameLayout::rowOf(SpanIndex span) const
{
    const auto after = std::upper_bound(m_rowFirst.begin(), m_rowFirst.end(), m_boxOf[span]);
    return static_cast<std::uint32_t>(after - m_rowFirst.begin()) - 1;
}

} // namespace tailrace
