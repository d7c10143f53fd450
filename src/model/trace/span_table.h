// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One trace in memory: flat columns, one entry a span, in waterfall order (pre-order; siblings by start, then
// longer first, then id). Immutable once built, so a shared_ptr<const SpanTable> may be read by any thread.
// Attributes stay in the cache and are fetched a span at a time (CacheReader::spanDetail).

#include "model/base/ids.h"
#include "model/base/string_pool.h"
#include "model/trace/span_types.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace tailrace {

/// Position of a span in waterfall order.
using SpanIndex = std::uint32_t;
inline constexpr SpanIndex kNoSpan = ~SpanIndex{0};

struct SpanTable {
    TraceId traceId;

    // Columns, all of the same length.
    std::vector<std::int64_t> rowId;      ///< the span's number in the cache
    std::vector<std::uint64_t> spanId;    ///< as recorded; 0 = none
    std::vector<std::uint64_t> parentId;  ///< as recorded, also when that span is missing; 0 = none
    std::vector<std::int64_t> startNs;    ///< ns since the epoch, as shown (see SpanMark::StartUnknown)
    std::vector<std::int64_t> durationNs; ///< ns, never negative
    std::vector<std::int64_t> selfNs;     ///< duration minus the union of the children's intervals in it
    std::vector<SpanIndex> parent;        ///< kNoSpan for roots
    std::vector<SpanIndex> subtreeSize;   ///< the span itself included: the next sibling is at index + size
    std::vector<std::uint32_t> depth;     ///< 0 for roots
    std::vector<StringId> nameId;
    std::vector<StringId> serviceId;
    std::vector<SpanMarks> marks;
    std::vector<SpanKind> kind;
    std::vector<StatusCode> status;
    std::vector<bool> errorBelow; ///< a descendant has status error

    /// By which the start differs from the recorded one (see corrected_trace.h); empty: all times are as recorded.
    std::vector<std::int64_t> movedNs;

    /// Texts of nameId and serviceId.
    StringPool strings;
    /// Distinct services in order of first appearance in the waterfall.
    std::vector<StringId> services;
    /// Spans without a parent in the tree, in waterfall order.
    std::vector<SpanIndex> roots;
    /// The root that stands for the trace: the one with the largest subtree; the earliest of equals.
    SpanIndex mainRoot = kNoSpan;

    std::int64_t traceStartNs = 0;    ///< earliest start, ns since the epoch
    std::int64_t traceDurationNs = 0; ///< latest end − earliest start
    std::uint32_t errorCount = 0;     ///< spans with status error
    std::uint32_t orphanCount = 0;

    [[nodiscard]] SpanIndex size() const { return static_cast<SpanIndex>(spanId.size()); }
    [[nodiscard]] bool empty() const { return spanId.empty(); }
    [[nodiscard]] std::string_view name(SpanIndex i) const { return strings.text(nameId[i]); }
    [[nodiscard]] std::string_view service(SpanIndex i) const { return strings.text(serviceId[i]); }
    [[nodiscard]] std::int64_t endNs(SpanIndex i) const { return startNs[i] + durationNs[i]; }
    /// What was added to the recorded times of the span and of its events; 0 where nothing was.
    [[nodiscard]] std::int64_t movedBy(SpanIndex i) const { return movedNs.empty() ? 0 : movedNs[i]; }
    [[nodiscard]] bool isError(SpanIndex i) const { return status[i] == StatusCode::Error; }
    [[nodiscard]] bool hasChildren(SpanIndex i) const { return subtreeSize[i] > 1; }
    /// First child, or kNoSpan. The next sibling of c is c + subtreeSize[c] while inside the parent's subtree.
    [[nodiscard]] SpanIndex firstChild(SpanIndex i) const { return hasChildren(i) ? i + 1 : kNoSpan; }
    [[nodiscard]] SpanIndex subtreeEnd(SpanIndex i) const { return i + subtreeSize[i]; }
    /// The span with this id (the first in waterfall order), or kNoSpan. Linear.
    [[nodiscard]] SpanIndex find(SpanId id) const;
    /// Bytes held, for budgets and benches.
    [[nodiscard]] std::size_t memory() const;
};

using SpanTablePtr = std::shared_ptr<const SpanTable>;

/// Fills everything that follows from order, depth, times and status: parents, subtree sizes, self times,
/// errors below, roots, main root, services, trace range. `depth` must be a valid pre-order (first 0, each at
/// most one deeper than the one before). Linear in spans but for sorting no children: they are in start order.
void completeSpanTable(SpanTable& table);

} // namespace tailrace
