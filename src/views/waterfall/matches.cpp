// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/matches.h"

#include <algorithm>

namespace tailrace {

bool Matches::contains(SpanIndex span) const
{
    return std::binary_search(spans.begin(), spans.end(), span);
}

bool Matches::anyIn(SpanIndex from, SpanIndex to) const
{
    const auto first = std::lower_bound(spans.begin(), spans.end(), from);
    return first != spans.end() && *first < to;
}

SpanIndex Matches::after(SpanIndex span) const
{
    if (spans.empty())
        return kNoSpan;
    const auto next = span == kNoSpan ? spans.begin() : std::upper_bound(spans.begin(), spans.end(), span);
    return next == spans.end() ? spans.front() : *next;
}

SpanIndex Matches::before(SpanIndex span) const
{
    if (spans.empty())
        return kNoSpan;
    const auto next = std::lower_bound(spans.begin(), spans.end(), span);
    return next == spans.begin() ? spans.back() : *std::prev(next);
}

std::size_t Matches::numberOf(SpanIndex span) const
{
    const auto at = std::lower_bound(spans.begin(), spans.end(), span);
    return at != spans.end() && *at == span ? static_cast<std::size_t>(at - spans.begin()) + 1 : 0;
}

std::size_t hiddenMatches(const Matches& matches, const RowLayout& rows)
{
    std::size_t shown = 0;
    auto match = matches.spans.begin();
    for (int row = 0; row < rows.rowCount() && match != matches.spans.end(); ++row) {
        const SpanIndex span = rows.spanAt(row);
        while (match != matches.spans.end() && *match < span)
            ++match;
        // The row of a group begins with the first span that it stands for.
        if (match != matches.spans.end() && *match == span && rows.groupAt(row) == nullptr)
            ++shown;
    }
    return matches.spans.size() - shown;
}

std::vector<double> matchPlaces(const Matches& matches, const RowLayout& rows, int atMost)
{
    std::vector<double> places;
    const int count = rows.rowCount();
    auto match = matches.spans.begin();
    int last = -1;
    for (int row = 0; row < count && match != matches.spans.end(); ++row) {
        const SpanIndex end = row + 1 < count ? rows.spanAt(row + 1) : kNoSpan;
        if (*match >= end)
            continue;
        while (match != matches.spans.end() && *match < end)
            ++match;
        const auto place = static_cast<int>(static_cast<std::int64_t>(row) * atMost / count);
        if (place != last)
            places.push_back((row + 0.5) / count);
        last = place;
    }
    return places;
}

std::shared_ptr<const std::vector<bool>> matchesWithAncestors(const Matches& matches, const SpanTable& table)
{
    auto shown = std::make_shared<std::vector<bool>>(table.size(), false);
    for (const SpanIndex match : matches.spans)
        for (SpanIndex i = match; i != kNoSpan && !(*shown)[i]; i = table.parent[i])
            (*shown)[i] = true;
    return shown;
}

} // namespace tailrace
