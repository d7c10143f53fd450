// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/row_state.h"

#include <algorithm>

namespace tailrace {

namespace {

std::vector<SpanIndex> placesOf(const std::vector<SpanIndex>& spans, const std::vector<SpanIndex>& placeOf)
{
    std::vector<SpanIndex> places;
    places.reserve(spans.size());
    for (const SpanIndex span : spans)
        places.push_back(placeOf[span]);
    return places;
}

std::vector<SpanIndex> sortedPlacesOf(const std::vector<SpanIndex>& spans, const std::vector<SpanIndex>& placeOf)
{
    std::vector<SpanIndex> places = placesOf(spans, placeOf);
    std::sort(places.begin(), places.end());
    return places;
}

/// Spans that were neighbours need not be so any more.
std::vector<SpanRun> runsOf(const std::vector<SpanRun>& runs, const std::vector<SpanIndex>& placeOf)
{
    std::vector<SpanIndex> places;
    for (const SpanRun& run : runs)
        places.insert(places.end(), placeOf.begin() + run.first, placeOf.begin() + run.end);
    std::sort(places.begin(), places.end());
    std::vector<SpanRun> result;
    for (const SpanIndex place : places) {
        if (!result.empty() && result.back().end == place)
            ++result.back().end;
        else
            result.push_back({place, place + 1});
    }
    return result;
}

} // namespace

RowStatePtr renumbered(const RowState& state, const std::vector<SpanIndex>& placeOf)
{
    auto result = std::make_shared<RowState>(state);
    for (SpanIndex span = 0; span < state.collapsed.size(); ++span)
        result->collapsed[placeOf[span]] = state.collapsed[span];
    result->focus = placesOf(state.focus, placeOf);
    result->filter.subtrees = sortedPlacesOf(state.filter.subtrees, placeOf);
    result->filter.shown = runsOf(state.filter.shown, placeOf);
    result->unfolded = sortedPlacesOf(state.unfolded, placeOf);
    return result;
}

} // namespace tailrace
