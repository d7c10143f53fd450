// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Traces for tests, written down span by span in waterfall order. Times are ms.

#include "model/trace/span_table.h"

#include <string_view>

namespace tailrace::test {

struct SketchedSpan {
    std::uint32_t depth = 0;
    std::string_view service;
    std::string_view name;
    std::int64_t startMs = 0;
    std::int64_t lengthMs = 0;
    StatusCode status = StatusCode::Unset;
    SpanKind kind = SpanKind::Internal;
    SpanMarks marks = 0;
};

inline constexpr std::int64_t kMs = 1'000'000;

inline SpanTable sketch(const std::vector<SketchedSpan>& spans)
{
    SpanTable table;
    for (const SketchedSpan& span : spans) {
        table.rowId.push_back(table.size() + 1);
        table.spanId.push_back(table.rowId.size());
        table.parentId.push_back(0);
        table.startNs.push_back((span.startMs + 1'000) * kMs);
        table.durationNs.push_back(span.lengthMs * kMs);
        table.depth.push_back(span.depth);
        table.nameId.push_back(table.strings.intern(span.name));
        table.serviceId.push_back(table.strings.intern(span.service));
        table.marks.push_back(span.marks);
        table.kind.push_back(span.kind);
        table.status.push_back(span.status);
    }
    completeSpanTable(table);
    return table;
}

constexpr SpanMarks marked(SpanMark mark)
{
    return static_cast<SpanMarks>(mark);
}

} // namespace tailrace::test
