// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a person has done to the rows of a trace: folded, focused, hidden. A value that is never changed once it is
// shared, so that a history keeps many of them and compares pointers. Any thread.

#include "model/trace/span_table.h"

#include <memory>
#include <vector>

namespace tailrace {

/// Spans from `first` up to and without `end`, in waterfall order.
struct SpanRun {
    SpanIndex first = 0;
    SpanIndex end = 0;

    [[nodiscard]] SpanIndex size() const { return end - first; }
    [[nodiscard]] bool contains(SpanIndex span) const { return span >= first && span < end; }
    bool operator==(const SpanRun&) const = default;
};

/// Which spans are hidden: those that any of the conditions names. Children of a hidden span that no condition names
/// stay visible, but for those of a hidden subtree.
struct RowFilter {
    std::vector<SpanIndex> subtrees; ///< hidden with all below; ascending
    std::vector<StringId> services;  ///< ascending
    std::uint32_t kinds = 0;         ///< bit (1 << SpanKind)
    std::int64_t shortestNs = 0;     ///< spans shorter than this are hidden; those of unknown length are not
    std::vector<SpanRun> shown;      ///< exceptions: hidden spans that were asked for again; ascending, disjoint

    [[nodiscard]] bool isActive() const
    {
        return !subtrees.empty() || !services.empty() || kinds != 0 || shortestNs > 0;
    }
    [[nodiscard]] bool hidesService(StringId service) const;
    [[nodiscard]] bool hidesKind(SpanKind kind) const { return (kinds >> static_cast<unsigned>(kind) & 1U) != 0; }
    bool operator==(const RowFilter&) const = default;
};

struct RowState {
    std::vector<bool> collapsed;  ///< by span; only ever set for spans that have children
    std::vector<SpanIndex> focus; ///< subtrees in focus, each within the one before; the last one is shown
    RowFilter filter;
    bool foldsRepeats = false;       ///< runs of similar siblings have one row
    std::vector<SpanIndex> unfolded; ///< first spans of the runs that are shown all the same; ascending

    bool operator==(const RowState&) const = default;
};
using RowStatePtr = std::shared_ptr<const RowState>;

/// The same for a table in which the spans have other places, `placeOf` by old place. A run of repeats that begins
/// with another span then is folded again.
[[nodiscard]] RowStatePtr renumbered(const RowState& state, const std::vector<SpanIndex>& placeOf);

} // namespace tailrace
