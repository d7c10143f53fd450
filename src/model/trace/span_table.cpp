// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/span_table.h"

#include <algorithm>
#include <limits>

namespace tailrace {

namespace {

/// Parent of each span, from the depths alone.
void linkParents(SpanTable& table)
{
    std::vector<SpanIndex> path; // the last span seen at each depth
    table.parent.resize(table.size());
    table.roots.clear();
    for (SpanIndex i = 0; i < table.size(); ++i) {
        const std::uint32_t depth = table.depth[i];
        path.resize(depth);
        table.parent[i] = depth == 0 ? kNoSpan : path.back();
        if (depth == 0)
            table.roots.push_back(i);
        path.push_back(i);
    }
}

/// Times as they are shown: unknown starts follow the parent, lengths are never negative.
void settleTimes(SpanTable& table)
{
    std::int64_t earliest = std::numeric_limits<std::int64_t>::max();
    for (SpanIndex i = 0; i < table.size(); ++i)
        if (!has(table.marks[i], SpanMark::StartUnknown))
            earliest = std::min(earliest, table.startNs[i]);
    if (earliest == std::numeric_limits<std::int64_t>::max())
        earliest = 0;
    std::int64_t latest = earliest;
    for (SpanIndex i = 0; i < table.size(); ++i) {
        if (has(table.marks[i], SpanMark::StartUnknown))
            table.startNs[i] = table.parent[i] == kNoSpan ? earliest : table.startNs[table.parent[i]];
        table.durationNs[i] = std::max<std::int64_t>(table.durationNs[i], 0);
        latest = std::max(latest, table.endNs(i));
    }
    table.traceStartNs = earliest;
    table.traceDurationNs = latest - earliest;
}

/// Children come in order of their starts, so the union of their intervals is built by one sweep.
void computeSelfTimes(SpanTable& table)
{
    table.selfNs = table.durationNs;
    std::vector<std::int64_t> coveredUntil(table.startNs);
    for (SpanIndex i = 0; i < table.size(); ++i) {
        const SpanIndex parent = table.parent[i];
        if (parent == kNoSpan)
            continue;
        const std::int64_t from = std::max(table.startNs[i], coveredUntil[parent]);
        const std::int64_t to = std::min(table.endNs(i), table.endNs(parent));
        if (to > from) {
            table.selfNs[parent] -= to - from;
            coveredUntil[parent] = to;
        }
    }
}

void sumUp(SpanTable& table)
{
    table.subtreeSize.assign(table.size(), 1);
    table.errorBelow.assign(table.size(), false);
    table.errorCount = 0;
    table.orphanCount = 0;
    for (SpanIndex i = table.size(); i-- > 0;) {
        table.errorCount += table.isError(i) ? 1 : 0;
        table.orphanCount += has(table.marks[i], SpanMark::Orphan) ? 1 : 0;
        const SpanIndex parent = table.parent[i];
        if (parent == kNoSpan)
            continue;
        table.subtreeSize[parent] += table.subtreeSize[i];
        if (table.isError(i) || table.errorBelow[i])
            table.errorBelow[parent] = true;
    }
    table.mainRoot = kNoSpan;
    for (SpanIndex root : table.roots)
        if (table.mainRoot == kNoSpan || table.subtreeSize[root] > table.subtreeSize[table.mainRoot])
            table.mainRoot = root;
}

void listServices(SpanTable& table)
{
    std::vector<bool> seen(table.strings.size(), false);
    table.services.clear();
    for (StringId service : table.serviceId) {
        if (service != 0 && !seen[service]) {
            seen[service] = true;
            table.services.push_back(service);
        }
    }
}

} // namespace

SpanIndex SpanTable::find(SpanId id) const
{
    const auto it = std::find(spanId.begin(), spanId.end(), id.value);
    return it == spanId.end() ? kNoSpan : static_cast<SpanIndex>(it - spanId.begin());
}

std::size_t SpanTable::memory() const
{
    const auto bytes = [](const auto& column) { return column.capacity() * sizeof column[0]; };
    return bytes(rowId) + bytes(spanId) + bytes(parentId) + bytes(startNs) + bytes(durationNs) + bytes(selfNs) +
           bytes(parent) + bytes(subtreeSize) + bytes(depth) + bytes(nameId) + bytes(serviceId) + bytes(marks) +
           bytes(kind) + bytes(status) + bytes(movedNs) + errorBelow.capacity() / 8 + strings.memory();
}

void completeSpanTable(SpanTable& table)
{
    linkParents(table);
    settleTimes(table);
    computeSelfTimes(table);
    sumUp(table);
    listServices(table);
}

} // namespace tailrace
