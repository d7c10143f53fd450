// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Traces of any size and shape for tests, the same for the same seed.

#include "model/trace/span_table.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace tailrace::test {

struct RandomTrace {
    SpanIndex spans = 100;
    std::uint32_t deepest = 12;
    std::uint32_t services = 8;
    int errorsPerThousand = 20;
    unsigned seed = 1;
};

/// One root; every other span hangs somewhere on the path to the span before it, mostly within its parent's time.
inline SpanTablePtr makeRandomTrace(const RandomTrace& wanted)
{
    struct Interval {
        std::int64_t start;
        std::int64_t length;
    };
    std::mt19937_64 random(wanted.seed);
    const auto below = [&random](std::int64_t bound) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(std::max<std::int64_t>(bound, 1)));
    };
    auto table = std::make_shared<SpanTable>();
    table->traceId = {0x1234'5678'9abc'def0ULL, wanted.seed};
    std::vector<Interval> path;
    for (SpanIndex i = 0; i < wanted.spans; ++i) {
        const auto room = std::min<std::size_t>(path.size(), wanted.deepest);
        const auto depth = static_cast<std::uint32_t>(i == 0 ? 0 : 1 + below(static_cast<std::int64_t>(room)));
        path.resize(depth);
        Interval own{1'700'000'000'000'000'000, 60'000'000'000};
        if (depth > 0) {
            own.start = path.back().start + below(path.back().length);
            own.length = below(path.back().start + path.back().length + path.back().length / 50 - own.start);
        }
        path.push_back(own);
        table->rowId.push_back(i + 1);
        table->spanId.push_back(0x1000 + i);
        table->parentId.push_back(0);
        table->startNs.push_back(own.start);
        table->durationNs.push_back(own.length);
        table->depth.push_back(depth);
        table->nameId.push_back(table->strings.intern("operation " + std::to_string(below(200))));
        table->serviceId.push_back(table->strings.intern("service-" + std::to_string(below(wanted.services))));
        table->marks.push_back(0);
        table->kind.push_back(SpanKind::Internal);
        table->status.push_back(below(1000) < wanted.errorsPerThousand ? StatusCode::Error : StatusCode::Unset);
    }
    completeSpanTable(*table);
    return table;
}

} // namespace tailrace::test
