// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How many of the spans that a search found belong to each group of a table. A value; one thread.

#include "model/trace/span_table.h"

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

namespace tailrace {

class MatchCounts
{
public:
    /// What all spans of a group have in common; groups without it have no counts.
    using Key = std::function<std::uint64_t(const SpanTable&, SpanIndex)>;

    void setMatches(std::vector<SpanIndex> matches) { m_matches = std::move(matches); }
    /// Counts for this trace; without a key nothing matches.
    void count(const SpanTable* trace, Key key);
    /// Of the group of this span.
    [[nodiscard]] std::uint32_t of(const SpanTable& trace, SpanIndex span) const;

private:
    std::vector<SpanIndex> m_matches;
    Key m_key;
    std::unordered_map<std::uint64_t, std::uint32_t> m_counts;
};

/// Spans of one service and name.
[[nodiscard]] inline std::uint64_t operationKey(const SpanTable& trace, SpanIndex span)
{
    return std::uint64_t{trace.serviceId[span]} << 32U | trace.nameId[span];
}

} // namespace tailrace
