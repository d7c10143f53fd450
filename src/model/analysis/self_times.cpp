// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/self_times.h"

#include "model/base/saturate.h"

#include <algorithm>
#include <unordered_map>

namespace tailrace {

SelfTimes largestSelfTimes(const SpanTable& trace, std::size_t limit)
{
    SelfTimes out;
    std::unordered_map<std::uint64_t, std::size_t> known;
    for (SpanIndex i = 0; i < trace.size(); ++i) {
        const std::int64_t self = trace.selfNs[i];
        if (self <= 0)
            continue;
        const std::uint64_t key = std::uint64_t{trace.serviceId[i]} << 32U | trace.nameId[i];
        const auto [found, isNew] = known.try_emplace(key, out.largest.size());
        if (isNew)
            out.largest.push_back({i, 0, 0});
        SelfTime& entry = out.largest[found->second];
        if (self > trace.selfNs[entry.span])
            entry.span = i;
        ++entry.count;
        addSaturated(entry.selfNs, self);
        addSaturated(out.sumNs, self);
    }
    std::stable_sort(out.largest.begin(), out.largest.end(),
                     [](const SelfTime& a, const SelfTime& b) { return a.selfNs > b.selfNs; });
    if (out.largest.size() > limit)
        out.largest.resize(limit);
    return out;
}

} // namespace tailrace
