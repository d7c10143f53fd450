// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Turns the spans of one trace, in any order, into a waterfall: who is whose child, in which order they are
// shown, what is odd. The one place where parents are decided:
//
//  - An exact copy of another span is dropped.
//  - Zipkin's shared spans: a server (consumer) that has the id of a client (producer) is that one's child; spans
//    whose parent has that id hang under the half that their own service recorded, else under the client half.
//  - Other spans with equal ids are all kept and marked; children hang under the first.
//  - A parent that is not in the trace makes an orphan, shown as a root.
//  - Parents that form a cycle are cut at the span that starts first, which becomes a root.
//  - Siblings are ordered by start, then longer first, then id. An unknown start counts as the parent's.
//
// Iterative: depth is limited by memory only. O(n log n). No state, any thread.

#include "model/base/string_pool.h"
#include "model/trace/span_types.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace tailrace {

/// What the tree needs to know of a span. Plain data: it is also sorted on disk when a source is very large.
struct TreeSpan {
    std::int64_t rowId = 0;
    std::uint64_t spanId = 0;
    std::uint64_t parentId = 0;
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
    std::uint64_t contentHash = 0; ///< equal ids and equal hashes = exact copies
    std::uint32_t trace = 0;       ///< number of the trace in the cache
    StringId service = 0;
    StringId name = 0;
    SpanMarks marks = 0;
    SpanKind kind = SpanKind::Unspecified;
    StatusCode status = StatusCode::Unset;
};

struct BuiltTree {
    std::vector<std::uint32_t> order;      ///< input positions in waterfall order
    std::vector<std::uint32_t> depth;      ///< by waterfall position
    std::vector<std::uint32_t> subtree;    ///< size of the subtree, itself included, by waterfall position
    std::vector<SpanMarks> marks;          ///< recorded and tree marks together, by waterfall position
    std::vector<std::uint32_t> duplicates; ///< input positions of dropped copies
    std::uint32_t roots = 0;
    std::uint32_t orphans = 0;
    std::uint32_t cycles = 0;
    std::uint32_t conflicts = 0; ///< spans marked DuplicateId
};

/// When asked to stop, it soon gives back what it has, which is of no use.
[[nodiscard]] BuiltTree buildTree(std::span<const TreeSpan> spans, const std::stop_token& stop = {});

} // namespace tailrace
