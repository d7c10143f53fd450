// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/repeat_runs.h"

#include "model/base/saturate.h"

#include <algorithm>

namespace tailrace {

namespace {

/// A run that may go on at one level of the tree.
struct OpenRun {
    RepeatRun run;
    std::uint32_t errorsBefore = 0; // of the trace, before the run
    bool isOpen = false;
};

void begin(OpenRun& open, SpanIndex span, std::uint32_t errorsBefore)
{
    open = {};
    open.run.spans.first = span;
    open.errorsBefore = errorsBefore;
    open.isOpen = true;
}

void add(RepeatRun& run, const SpanTable& table, SpanIndex span)
{
    ++run.count;
    run.failed += table.isError(span) ? 1 : 0;
    addSaturated(run.sumNs, table.durationNs[span]);
    run.slowestNs = std::max(run.slowestNs, table.durationNs[span]);
}

} // namespace

std::vector<RepeatRun> repeatRuns(const SpanTable& table)
{
    std::vector<RepeatRun> found;
    std::vector<OpenRun> levels;
    std::uint32_t errors = 0; // before the current span
    const auto close = [&](OpenRun& open, SpanIndex end) {
        if (open.isOpen && open.run.count >= kFewestRepeats) {
            open.run.spans.end = end;
            open.run.failedBelow = errors - open.errorsBefore - open.run.failed;
            found.push_back(open.run);
        }
        open.isOpen = false;
    };
    for (SpanIndex i = 0; i < table.size(); ++i) {
        const std::uint32_t depth = table.depth[i];
        for (std::size_t level = depth + 1; level < levels.size(); ++level)
            close(levels[level], i);
        levels.resize(depth + 1);
        OpenRun& open = levels[depth];
        const SpanIndex first = open.run.spans.first;
        if (!open.isOpen || table.nameId[first] != table.nameId[i] ||
            table.serviceId[first] != table.serviceId[i]) {
            close(open, i);
            begin(open, i, errors);
        }
        add(open.run, table, i);
        errors += table.isError(i) ? 1 : 0;
    }
    for (OpenRun& open : levels)
        close(open, table.size());
    std::sort(found.begin(), found.end(),
              [](const RepeatRun& a, const RepeatRun& b) { return a.spans.first < b.spans.first; });
    return found;
}

} // namespace tailrace
