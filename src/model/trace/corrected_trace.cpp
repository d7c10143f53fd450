// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/corrected_trace.h"

#include "model/base/saturate.h"

#include <algorithm>
#include <cstdint>
#include <tuple>

namespace tailrace {

namespace {

/// Starts as corrected, so that no end and no distance between two of them leaves 64 bits where the recorded ones
/// did not.
std::vector<std::int64_t> startsWithinLimits(const SpanTable& recorded, const ClockLayer& clocks)
{
    std::vector<std::int64_t> starts = clocks.correctedStarts(recorded);
    for (SpanIndex i = 0; i < recorded.size(); ++i) {
        const std::int64_t earliest = std::min<std::int64_t>(recorded.startNs[i], 0);
        starts[i] = std::clamp(starts[i], earliest, INT64_MAX - recorded.durationNs[i]);
    }
    return starts;
}

/// Where each span stands when siblings are in the order of these starts: a span's subtree stays one run, so each
/// sibling begins where the subtree of the one before it ends.
std::vector<SpanIndex> placesByStart(const SpanTable& recorded, const std::vector<std::int64_t>& starts)
{
    std::vector<SpanIndex> placeOf(recorded.size(), 0);
    std::vector<SpanIndex> siblings;
    const auto place = [&](SpanIndex first) {
        std::stable_sort(siblings.begin(), siblings.end(), [&](SpanIndex a, SpanIndex b) {
            return std::tuple(starts[a], recorded.durationNs[b], recorded.spanId[a]) <
                   std::tuple(starts[b], recorded.durationNs[a], recorded.spanId[b]);
        });
        for (const SpanIndex span : siblings) {
            placeOf[span] = first;
            first += recorded.subtreeSize[span];
        }
    };
    siblings = recorded.roots;
    place(0);
    // Parents stand before their children, so a parent's place is known when its children are placed.
    for (SpanIndex parent = 0; parent < recorded.size(); ++parent) {
        if (!recorded.hasChildren(parent))
            continue;
        siblings.clear();
        for (SpanIndex i = parent + 1; i < recorded.subtreeEnd(parent); i += recorded.subtreeSize[i])
            siblings.push_back(i);
        place(placeOf[parent] + 1);
    }
    return placeOf;
}

template <class Column>
Column moved(const Column& column, const std::vector<SpanIndex>& placeOf)
{
    Column result(column.size());
    for (std::size_t i = 0; i < column.size(); ++i)
        result[placeOf[i]] = column[i];
    return result;
}

} // namespace

CorrectedTrace correctTrace(const SpanTable& recorded, const ClockLayer& clocks)
{
    CorrectedTrace corrected;
    const std::vector<std::int64_t> starts = startsWithinLimits(recorded, clocks);
    corrected.placeOf = placesByStart(recorded, starts);
    const std::vector<SpanIndex>& placeOf = corrected.placeOf;
    auto table = std::make_shared<SpanTable>();
    table->traceId = recorded.traceId;
    table->rowId = moved(recorded.rowId, placeOf);
    table->spanId = moved(recorded.spanId, placeOf);
    table->parentId = moved(recorded.parentId, placeOf);
    table->startNs = moved(starts, placeOf);
    table->durationNs = moved(recorded.durationNs, placeOf);
    table->depth = moved(recorded.depth, placeOf);
    table->nameId = moved(recorded.nameId, placeOf);
    table->serviceId = moved(recorded.serviceId, placeOf);
    table->marks = moved(recorded.marks, placeOf);
    table->kind = moved(recorded.kind, placeOf);
    table->status = moved(recorded.status, placeOf);
    // Texts get the numbers that they had.
    for (StringId text = 1; text < recorded.strings.size(); ++text)
        table->strings.intern(recorded.strings.text(text));
    completeSpanTable(*table);
    table->movedNs.resize(table->size());
    for (SpanIndex i = 0; i < recorded.size(); ++i)
        table->movedNs[placeOf[i]] = saturatedDifference(table->startNs[placeOf[i]], recorded.startNs[i]);
    corrected.table = std::move(table);
    return corrected;
}

} // namespace tailrace
