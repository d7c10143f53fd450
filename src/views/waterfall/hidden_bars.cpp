// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/hidden_bars.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kMostRanges = 4'000'000; // kept; beyond that all are forgotten

std::uint64_t keyOf(SpanRun run)
{
    return std::uint64_t{run.first} << 32U | run.end;
}

} // namespace

std::vector<TimeRange> unionOfIntervals(const SpanTable& table, SpanRun run)
{
    std::vector<TimeRange> all;
    all.reserve(run.size());
    for (SpanIndex i = run.first; i < run.end; ++i)
        all.push_back({table.startNs[i], table.endNs(i)});
    const auto byStart = [](const TimeRange& a, const TimeRange& b) { return a.startNs < b.startNs; };
    if (!std::is_sorted(all.begin(), all.end(), byStart))
        std::sort(all.begin(), all.end(), byStart);
    std::size_t kept = 0;
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (all[i].startNs <= all[kept].endNs)
            all[kept].endNs = std::max(all[kept].endNs, all[i].endNs);
        else
            all[++kept] = all[i];
    }
    all.resize(all.empty() ? 0 : kept + 1);
    return all;
}

void HiddenBars::clear()
{
    m_job.cancel();
    m_known.clear();
    m_knownRanges = 0;
    m_wanted.clear();
    m_table.reset();
}

void HiddenBars::keep(SpanRun run, std::vector<TimeRange> ranges)
{
    ranges.shrink_to_fit();
    m_knownRanges += ranges.size();
    m_known.insert_or_assign(keyOf(run), std::move(ranges));
}

const std::vector<TimeRange>* HiddenBars::find(const SpanTablePtr& table, SpanRun run)
{
    if (table != m_table) {
        clear();
        m_table = table;
    }
    if (const auto known = m_known.find(keyOf(run)); known != m_known.end())
        return &known->second;
    if (run.size() > m_left) {
        m_wanted.push_back(run);
        return nullptr;
    }
    m_left -= run.size();
    keep(run, unionOfIntervals(*table, run));
    return &m_known.find(keyOf(run))->second;
}

void HiddenBars::endFrame()
{
    if (m_knownRanges > kMostRanges) {
        m_known.clear();
        m_knownRanges = 0;
    }
    // One question at a time: what is missing then is asked for again by the frame that follows the answer.
    std::vector<SpanRun> wanted = std::move(m_wanted);
    m_wanted.clear();
    if (wanted.empty() || m_job.isRunning())
        return;
    const auto work = [table = m_table, wanted = std::move(wanted)](const std::stop_token& stop) {
        Found found;
        for (const SpanRun& run : wanted)
            if (!stop.stop_requested())
                found.emplace_back(run, unionOfIntervals(*table, run));
        return found;
    };
    m_job.start(work, [this](Found found) {
        for (auto& [run, ranges] : found)
            keep(run, std::move(ranges));
        if (onReady)
            onReady();
    });
}

} // namespace tailrace
