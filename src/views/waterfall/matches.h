// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The spans that a search found in a trace, as the waterfall shows them: which rows stand for matches, how many have
// no row, where they lie on the scroll bar. Pure, any thread.

#include "model/items/row_layout.h"

#include <memory>
#include <vector>

namespace tailrace {

/// What happens to the other spans.
enum class MatchMode {
    Dim,  ///< they fade
    Only, ///< they have no rows, but for the ancestors of matches
    Plain ///< nothing; matches are marked all the same
};

struct Matches {
    std::vector<SpanIndex> spans; ///< ascending
    MatchMode mode = MatchMode::Dim;

    [[nodiscard]] bool empty() const { return spans.empty(); }
    [[nodiscard]] bool contains(SpanIndex span) const;
    /// Whether one lies in [from, to).
    [[nodiscard]] bool anyIn(SpanIndex from, SpanIndex to) const;
    /// The first after the span (the last before it); after the last comes the first. kNoSpan if there are none.
    [[nodiscard]] SpanIndex after(SpanIndex span) const;
    [[nodiscard]] SpanIndex before(SpanIndex span) const;
    /// Which one it is, from 1; 0 if it is none.
    [[nodiscard]] std::size_t numberOf(SpanIndex span) const;
};

/// Matches without a row of their own. Linear.
[[nodiscard]] std::size_t hiddenMatches(const Matches& matches, const RowLayout& rows);
/// Where rows with or above matches lie, as shares of the list's height in ascending order; at most `atMost`. Linear.
[[nodiscard]] std::vector<double> matchPlaces(const Matches& matches, const RowLayout& rows, int atMost);
/// Spans that have rows when only matches are shown: the matches and all their ancestors, by span.
[[nodiscard]] std::shared_ptr<const std::vector<bool>> matchesWithAncestors(const Matches& matches,
                                                                            const SpanTable& table);

} // namespace tailrace
