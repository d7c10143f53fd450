// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How spans of one trace relate to each other in its tree, a nested set: a span's descendants are the positions behind
// it up to its last. Orphans are roots; roots that name the same parent, or none, are siblings. Everything here is
// linear in the spans it is given. Pure, any thread.

#include "model/query/query_tree.h"

#include <cstdint>
#include <vector>

namespace tailrace {

using TreePosition = std::uint32_t;
inline constexpr TreePosition kNoPosition = ~TreePosition{0};

/// One trace's tree in pre-order.
struct TraceTree {
    std::int64_t trace = 0;
    std::vector<std::int64_t> span;     ///< row numbers
    std::vector<TreePosition> last;     ///< position of the last descendant, or its own
    std::vector<TreePosition> parent;   ///< kNoPosition for roots
    std::vector<TreePosition> siblings; ///< equal for spans that are siblings; empty until markSiblings()

    void clear();
    /// The next span in pre-order; `depth` is 0 for roots.
    void add(std::int64_t spanRow, std::int64_t lastPosition, std::int64_t depth);
    /// `parentOfRoot` tells which parent a root names (its span id, 0 = none), for each root in order.
    void markSiblings(const std::vector<std::int64_t>& parentOfRoot);
    [[nodiscard]] TreePosition size() const { return static_cast<TreePosition>(span.size()); }

private:
    std::vector<TreePosition> m_path;
};

/// Positions in ascending order.
using SpanPositions = std::vector<TreePosition>;

/// The right-hand spans that stand in a relation to a left-hand one: with `relation` Child those whose parent is among
/// `left`, and so on. Negated: those that do not. Union: and the left-hand ones to which they stand in it.
[[nodiscard]] SpanPositions relate(const TraceTree& tree, const SpansetExpression& relation,
                                   const SpanPositions& left, const SpanPositions& right);

[[nodiscard]] SpanPositions united(const SpanPositions& a, const SpanPositions& b);

} // namespace tailrace
