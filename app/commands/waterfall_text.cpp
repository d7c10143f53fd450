// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/waterfall_text.h"

#include "commands/terminal_text.h"
#include "commands/time_bars.h"
#include "model/analysis/wording.h"
#include "model/base/format.h"

#include <algorithm>
#include <string>

namespace tailrace {

namespace {

constexpr int kDurationWidth = 10;
/// Deeper spans are drawn at this depth, with the real one as a number.
constexpr std::uint32_t kDeepest = 12;

struct Columns {
    int label;
    int bar;
};

/// What stands before a span's name: "│ ├ "; beyond kDeepest "  …14 ".
std::string guides(const SpanTable& trace, SpanIndex span, const std::vector<bool>& goesOn)
{
    const std::uint32_t depth = trace.depth[span];
    std::string text;
    const std::uint32_t drawn = std::min(depth, kDeepest);
    for (std::uint32_t d = 1; d < drawn; ++d)
        text += goesOn[d] ? "│ " : "  ";
    if (depth > kDeepest)
        return text + "…" + std::to_string(depth) + " ";
    if (depth > 0)
        text += goesOn[depth] ? "├ " : "└ ";
    return text;
}

/// Signs behind the name: an error, or something odd about the span.
std::string signs(const SpanTable& trace, SpanIndex span)
{
    std::string text = trace.isError(span) ? " ✗" : "";
    return trace.marks[span] != 0 ? text + " !" : text;
}

/// Walks the lines in order, keeping for each drawn depth whether more siblings follow.
class Lines
{
public:
    explicit Lines(const SpanTable& trace)
        : m_trace(trace)
        , m_goesOn(kDeepest + 1, false)
    {
    }

    /// Guides and label of the next span.
    std::string guidesOf(SpanIndex span)
    {
        const std::uint32_t depth = m_trace.depth[span];
        const SpanIndex parent = m_trace.parent[span];
        if (depth <= kDeepest && parent != kNoSpan)
            m_goesOn[depth] = m_trace.subtreeEnd(span) < m_trace.subtreeEnd(parent);
        return guides(m_trace, span, m_goesOn);
    }

private:
    const SpanTable& m_trace;
    std::vector<bool> m_goesOn;
};

/// As wide as the longest label, but never more than half of the line.
Columns measure(const SpanTable& trace, int width)
{
    constexpr SpanIndex kLooked = 2'000;
    int longest = 20;
    Lines lines(trace);
    for (SpanIndex i = 0; i < std::min(trace.size(), kLooked); ++i)
        longest = std::max(longest, columns(lines.guidesOf(i)) + columns(terminalText(spanLabel(trace, i))) +
                                        columns(signs(trace, i)));
    const int label = std::min(longest, width / 2);
    return {label, width - label - kDurationWidth - 2};
}

std::string bar(const SpanTable& trace, SpanIndex span, int width)
{
    return timeBar(trace.startNs[span] - trace.traceStartNs, trace.endNs(span) - trace.traceStartNs,
                   trace.traceDurationNs, width);
}

} // namespace

void writeWaterfall(const SpanTable& trace, int width, const Style& style, std::ostream& out)
{
    const Columns size = measure(trace, width);
    out << style.faint(padded("SPAN", size.label) + paddedLeft("DURATION", kDurationWidth) + "  " +
                       timeRuler(trace.traceDurationNs, size.bar))
        << '\n';
    Lines lines(trace);
    for (SpanIndex i = 0; i < trace.size() && out; ++i) {
        const std::string before = lines.guidesOf(i);
        const std::string after = signs(trace, i);
        const int left = std::max(0, size.label - columns(before) - columns(after));
        const std::string label = cut(terminalText(spanLabel(trace, i)), left);
        const std::string fill(static_cast<std::size_t>(std::max(0, left - columns(label))), ' ');
        const bool unknown = has(trace.marks[i], SpanMark::DurationUnknown);
        const std::string length = paddedLeft(unknown ? "?" : formatDuration(trace.durationNs[i]), kDurationWidth);
        const std::string drawn = bar(trace, i, size.bar);
        out << style.faint(before) << label << style.error(after) << fill << length << "  "
            << (trace.isError(i) ? style.error(drawn) : drawn) << '\n';
    }
}

} // namespace tailrace
