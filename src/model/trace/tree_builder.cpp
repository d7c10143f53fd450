// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/tree_builder.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace tailrace {

namespace {

constexpr std::uint32_t kNone = ~std::uint32_t{0};

bool isCaller(SpanKind kind)
{
    return kind == SpanKind::Client || kind == SpanKind::Producer;
}

bool isCallee(SpanKind kind)
{
    return kind == SpanKind::Server || kind == SpanKind::Consumer;
}

class Builder
{
public:
    Builder(std::span<const TreeSpan> spans, const std::stop_token& stop)
        : m_spans(spans)
        , m_stop(stop)
        , m_parent(spans.size(), kNone)
        , m_marks(spans.size())
        , m_dropped(spans.size(), 0)
    {
        for (std::size_t i = 0; i < spans.size(); ++i)
            m_marks[i] = spans[i].marks;
    }

    BuiltTree build()
    {
        for (const auto step : {&Builder::sortById, &Builder::dropCopies, &Builder::joinEqualIds,
                                &Builder::findParents, &Builder::cutCycles, &Builder::arrange})
            if (!m_stop.stop_requested())
                (this->*step)();
        return std::move(m_tree);
    }

private:
    /// Asked now and then in loops over all spans.
    [[nodiscard]] bool isStopped(std::size_t i) const { return i % 65536 == 0 && m_stop.stop_requested(); }

    struct Group {
        std::uint32_t begin;
        std::uint32_t end;
    };

    struct Key {
        std::uint64_t id;
        std::uint64_t hash;
        std::uint32_t index;
        bool operator<(const Key& other) const
        {
            if (id != other.id)
                return id < other.id;
            return hash != other.hash ? hash < other.hash : index < other.index;
        }
    };

    void sortById()
    {
        std::vector<Key> keys(m_spans.size());
        for (std::uint32_t i = 0; i < keys.size(); ++i)
            keys[i] = {m_spans[i].spanId, m_spans[i].contentHash, i};
        sortInPieces(keys);
        m_byId.resize(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i)
            m_byId[i] = keys[i].index;
    }

    /// In pieces that are then merged, so that it can be stopped between them.
    void sortInPieces(std::vector<Key>& keys) const
    {
        constexpr std::size_t kPiece = 65536;
        const auto at = [&keys](std::size_t i) {
            return keys.begin() + static_cast<std::ptrdiff_t>(std::min(i, keys.size()));
        };
        for (std::size_t i = 0; i < keys.size() && !m_stop.stop_requested(); i += kPiece)
            std::sort(at(i), at(i + kPiece));
        for (std::size_t size = kPiece; size < keys.size(); size *= 2)
            for (std::size_t i = 0; i + size < keys.size() && !m_stop.stop_requested(); i += 2 * size)
                std::inplace_merge(at(i), at(i + size), at(i + 2 * size));
    }

    void dropCopies()
    {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < m_byId.size(); ++i) {
            const std::uint32_t span = m_byId[i];
            if (kept > 0) {
                const TreeSpan& last = m_spans[m_byId[kept - 1]];
                if (last.spanId == m_spans[span].spanId && last.contentHash == m_spans[span].contentHash) {
                    m_dropped[span] = 1;
                    m_tree.duplicates.push_back(span);
                    continue;
                }
            }
            m_byId[kept++] = span;
        }
        m_byId.resize(kept);
        m_ids.resize(kept);
        for (std::size_t i = 0; i < kept; ++i)
            m_ids[i] = m_spans[m_byId[i]].spanId;
        std::sort(m_tree.duplicates.begin(), m_tree.duplicates.end());
    }

    [[nodiscard]] Group groupOf(std::uint64_t id) const
    {
        const auto first = std::lower_bound(m_ids.begin(), m_ids.end(), id);
        auto last = first;
        while (last != m_ids.end() && *last == id)
            ++last;
        return {static_cast<std::uint32_t>(first - m_ids.begin()), static_cast<std::uint32_t>(last - m_ids.begin())};
    }

    /// Within each run of equal ids: callees under the caller, everything else is a conflict. Runs are put into the
    /// order caller, callees, others by input, so that the first is the one to hang children under.
    void joinEqualIds()
    {
        for (std::uint32_t begin = 0; begin < m_byId.size();) {
            std::uint32_t end = begin + 1;
            while (end < m_byId.size() && m_spans[m_byId[end]].spanId == m_spans[m_byId[begin]].spanId)
                ++end;
            if (end - begin > 1)
                joinGroup({begin, end});
            begin = end;
        }
    }

    void joinGroup(Group group)
    {
        const auto first = m_byId.begin() + group.begin;
        const auto last = m_byId.begin() + group.end;
        const auto rank = [this](std::uint32_t i) {
            return isCaller(m_spans[i].kind) ? 0 : isCallee(m_spans[i].kind) ? 1 : 2;
        };
        std::sort(first, last, [&](std::uint32_t a, std::uint32_t b) {
            return rank(a) != rank(b) ? rank(a) < rank(b) : a < b;
        });
        const std::uint32_t caller = *first;
        const bool hasCaller = rank(caller) == 0;
        const bool isPair = hasCaller && rank(*(first + 1)) == 1;
        for (auto it = first; it != last; ++it) {
            if (hasCaller && rank(*it) == 1) {
                m_parent[*it] = caller;
                set(m_marks[*it], SpanMark::SharedSpan);
            } else if (it != first || !isPair) {
                set(m_marks[*it], SpanMark::DuplicateId);
                ++m_tree.conflicts;
            }
        }
    }

    /// The span that a child recorded by `service` means by this id.
    [[nodiscard]] std::uint32_t meant(Group group, StringId service) const
    {
        const std::uint32_t first = m_byId[group.begin];
        for (std::uint32_t i = group.begin + 1; i < group.end; ++i) {
            const std::uint32_t half = m_byId[i];
            if (m_parent[half] == first && m_spans[half].service == service)
                return half;
        }
        return first;
    }

    void findParents()
    {
        for (std::uint32_t i = 0; i < m_spans.size() && !isStopped(i); ++i) {
            const TreeSpan& span = m_spans[i];
            if (m_dropped[i] != 0 || m_parent[i] != kNone || span.parentId == 0)
                continue;
            if (span.parentId == span.spanId) {
                set(m_marks[i], SpanMark::InCycle);
                ++m_tree.cycles;
                continue;
            }
            const Group group = groupOf(span.parentId);
            if (group.begin == group.end) {
                set(m_marks[i], SpanMark::Orphan);
                ++m_tree.orphans;
            } else {
                m_parent[i] = meant(group, span.service);
            }
        }
    }

    void cutCycles()
    {
        // 0 = not seen, otherwise the number of the walk that saw it.
        std::vector<std::uint32_t> seen(m_spans.size(), 0);
        for (std::uint32_t start = 0; start < m_spans.size() && !isStopped(start); ++start) {
            std::uint32_t at = start;
            while (at != kNone && seen[at] == 0) {
                seen[at] = start + 1;
                at = m_parent[at];
            }
            if (at != kNone && seen[at] == start + 1)
                cutCycle(at);
        }
    }

    void cutCycle(std::uint32_t member)
    {
        std::uint32_t earliest = member;
        for (std::uint32_t at = m_parent[member]; at != member; at = m_parent[at])
            if (before(at, earliest))
                earliest = at;
        m_parent[earliest] = kNone;
        set(m_marks[earliest], SpanMark::InCycle);
        ++m_tree.cycles;
    }

    [[nodiscard]] bool before(std::uint32_t a, std::uint32_t b) const
    {
        const TreeSpan& x = m_spans[a];
        const TreeSpan& y = m_spans[b];
        if (m_start[a] != m_start[b])
            return m_start[a] < m_start[b];
        if (x.durationNs != y.durationNs)
            return x.durationNs > y.durationNs;
        return x.spanId != y.spanId ? x.spanId < y.spanId : a < b;
    }

    void arrange()
    {
        const auto count = static_cast<std::uint32_t>(m_spans.size());
        // Children of each span as one array: those of i are at first[i] … first[i + 1]; roots come under `count`.
        std::vector<std::uint32_t> first(count + 2, 0);
        for (std::uint32_t i = 0; i < count; ++i)
            if (m_dropped[i] == 0)
                ++first[(m_parent[i] == kNone ? count : m_parent[i]) + 1];
        std::partial_sum(first.begin(), first.end(), first.begin());
        std::vector<std::uint32_t> children(first.back());
        std::vector<std::uint32_t> fill(first.begin(), first.end() - 1);
        for (std::uint32_t i = 0; i < count; ++i)
            if (m_dropped[i] == 0)
                children[fill[m_parent[i] == kNone ? count : m_parent[i]]++] = i;
        m_tree.roots = first[count + 1] - first[count];
        walk(first, children);
    }

    void walk(const std::vector<std::uint32_t>& first, std::vector<std::uint32_t>& children)
    {
        const auto count = static_cast<std::uint32_t>(m_spans.size());
        const auto sortChildren = [&](std::uint32_t parent) {
            for (std::uint32_t c = first[parent]; c < first[parent + 1] && parent != count; ++c)
                if (has(m_spans[children[c]].marks, SpanMark::StartUnknown))
                    m_start[children[c]] = m_start[parent];
            std::sort(children.begin() + first[parent], children.begin() + first[parent + 1],
                      [this](std::uint32_t a, std::uint32_t b) { return before(a, b); });
        };
        struct Level {
            std::uint32_t next;
            std::uint32_t end;
            std::uint32_t position; ///< of the parent in waterfall order
        };
        std::vector<Level> stack;
        m_tree.order.reserve(children.size());
        m_tree.depth.reserve(children.size());
        m_tree.marks.reserve(children.size());
        m_tree.subtree.reserve(children.size());
        sortChildren(count);
        stack.push_back({first[count], first[count + 1], kNone});
        while (!stack.empty() && !isStopped(m_tree.order.size())) {
            Level& level = stack.back();
            if (level.next == level.end) {
                if (level.position != kNone)
                    m_tree.subtree[level.position] =
                        static_cast<std::uint32_t>(m_tree.order.size()) - level.position;
                stack.pop_back();
                continue;
            }
            const std::uint32_t span = children[level.next++];
            const auto position = static_cast<std::uint32_t>(m_tree.order.size());
            m_tree.order.push_back(span);
            m_tree.depth.push_back(static_cast<std::uint32_t>(stack.size() - 1));
            m_tree.marks.push_back(m_marks[span]);
            m_tree.subtree.push_back(1);
            if (first[span] != first[span + 1]) {
                sortChildren(span);
                stack.push_back({first[span], first[span + 1], position});
            }
        }
    }

    std::span<const TreeSpan> m_spans;
    const std::stop_token& m_stop;
    std::vector<std::uint32_t> m_byId; // input positions by span id, copies left out
    std::vector<std::uint64_t> m_ids;  // the ids of these, for searching
    std::vector<std::uint32_t> m_parent;
    std::vector<SpanMarks> m_marks;
    std::vector<std::uint8_t> m_dropped;
    std::vector<std::int64_t> m_start = startTimes(m_spans);
    BuiltTree m_tree;

    /// Starts with the unknown ones at the trace's earliest; walk() then gives them their parent's.
    static std::vector<std::int64_t> startTimes(std::span<const TreeSpan> spans)
    {
        std::int64_t earliest = std::numeric_limits<std::int64_t>::max();
        for (const TreeSpan& span : spans)
            if (!has(span.marks, SpanMark::StartUnknown))
                earliest = std::min(earliest, span.startNs);
        if (earliest == std::numeric_limits<std::int64_t>::max())
            earliest = 0;
        std::vector<std::int64_t> starts(spans.size());
        for (std::size_t i = 0; i < spans.size(); ++i)
            starts[i] = has(spans[i].marks, SpanMark::StartUnknown) ? earliest : spans[i].startNs;
        return starts;
    }
};

} // namespace

BuiltTree buildTree(std::span<const TreeSpan> spans, const std::stop_token& stop)
{
    return Builder(spans, stop).build();
}

} // namespace tailrace
