// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/path_pieces.h"

#include "model/analysis/wording.h"
#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/common/theme.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr double kDash = 3; // px
constexpr double kDashGap = 3;

QString tr(const char* text)
{
    return QCoreApplication::translate("CriticalPath", text);
}

/// The segments of a row in order of time.
class RowSegments
{
public:
    RowSegments(const TracePath& path, SpanIndex span, bool below)
        : m_path(path)
        , m_below(below)
    {
        if (!below)
            m_own = path.path.segmentsOf(span);
        else if (path.firstBelow[span] != kNoSegment) {
            m_first = path.firstBelow[span];
            m_count = path.lastBelow[span] - m_first + 1;
        }
    }

    [[nodiscard]] std::size_t size() const { return m_below ? m_count : m_own.size(); }
    [[nodiscard]] std::uint32_t position(std::size_t i) const
    {
        return m_below ? m_first + static_cast<std::uint32_t>(i) : m_own[i];
    }
    [[nodiscard]] const PathSegment& operator[](std::size_t i) const { return m_path.segment(position(i)); }
    /// The first one from `from` on that ends after `timeNs`; size() if none.
    [[nodiscard]] std::size_t firstEndingAfter(std::int64_t timeNs, std::size_t from = 0) const
    {
        std::size_t low = from;
        std::size_t high = size();
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            if ((*this)[middle].endNs() > timeNs)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

private:
    const TracePath& m_path;
    bool m_below;
    std::span<const std::uint32_t> m_own;
    std::uint32_t m_first = 0;
    std::size_t m_count = 0;
};

QString reason(const SpanTable& trace, const PathSegment& segment)
{
    switch (segment.kind) {
    case PathKind::Work:
        return trace.hasChildren(segment.span) ? tr("its own time: nobody waited for what it started")
                                               : tr("its own time: it has no children");
    case PathKind::Gap:
        return tr("a gap: none of its children was running, and what it did is not recorded");
    case PathKind::Send:
        return tr("on the way: the server had not begun yet");
    case PathKind::Return:
        return tr("on the way back: the server had ended");
    case PathKind::Queue:
        return tr("in the queue: the consumer had not begun yet");
    }
    return {};
}

} // namespace

std::vector<PathPiece> pathPieces(const ShownPath& shown, SpanIndex span, bool below, const TimeScale& scale,
                                  double pixelRatio, std::int64_t offsetNs)
{
    std::vector<PathPiece> pieces;
    if (shown.path == nullptr)
        return pieces;
    const RowSegments segments(*shown.path, span, below);
    const double pixel = 1 / pixelRatio;
    const double right = scale.left + scale.width;
    const auto snapped = [&](std::int64_t timeNs) {
        return std::round(xOf(saturatingSum(timeNs, offsetNs), scale) * pixelRatio) / pixelRatio;
    };
    const auto raw = [&](std::int64_t shownNs) { return saturatingDifference(shownNs, offsetNs); };
    for (std::size_t i = segments.firstEndingAfter(raw(scale.visible.startNs)); i < segments.size();) {
        const PathSegment& segment = segments[i];
        double from = std::max(snapped(segment.startNs), scale.left);
        const double to = std::min(std::max(snapped(segment.endNs()), from + pixel), right);
        if (from >= right)
            break;
        const bool waits = segment.kind != PathKind::Work;
        const bool isCurrent = segments.position(i) == shown.current;
        if (!pieces.empty())
            from = std::max(from, pieces.back().to);
        if (!pieces.empty() && from <= pieces.back().to && pieces.back().waits == waits &&
            pieces.back().isCurrent == isCurrent)
            pieces.back().to = std::max(pieces.back().to, to);
        else if (to > from)
            pieces.push_back({from, to, waits, isCurrent});
        // Of all that end in a pixel the first one stands for it.
        i = std::max(i + 1, segments.firstEndingAfter(raw(timeAt(to, scale)), i + 1));
    }
    return pieces;
}

std::uint32_t pathSegmentAt(const TracePath& path, SpanIndex span, bool below, std::int64_t timeNs)
{
    const RowSegments segments(path, span, below);
    const std::size_t at = segments.firstEndingAfter(timeNs);
    return at < segments.size() && segments[at].startNs <= timeNs ? segments.position(at) : kNoSegment;
}

void addPathLine(DrawList& list, const PathPiece& piece, double bottom, double thickness)
{
    const ThemeColors& colors = themeColors();
    const double width = piece.to - piece.from;
    const double line = piece.isCurrent ? thickness + 2 : thickness;
    const double top = bottom - line;
    // A rim of the background keeps the line apart from a bar of any colour.
    list.fill(QRectF(piece.from, top - 1, width, 1), colors.base);
    const QColor& ink = piece.isCurrent ? colors.accent : colors.text;
    list.fill(QRectF(piece.from, top, width, line), piece.waits ? colors.base : ink);
    if (!piece.waits)
        return;
    for (double x = piece.from; x < piece.to; x += kDash + kDashGap)
        list.fill(QRectF(x, top, std::min(kDash, piece.to - x), line), ink);
}

QColor dimmed(const QColor& color)
{
    const QColor base = themeColors().base;
    const auto mix = [](int over, int under) { return (over * 3 + under * 7) / 10; };
    return {mix(color.red(), base.red()), mix(color.green(), base.green()), mix(color.blue(), base.blue())};
}

QStringList pathSegmentLines(const SpanTable& trace, const TracePath& path, std::uint32_t position)
{
    const PathSegment& segment = path.segment(position);
    const std::int64_t whole = path.rootOf(position).durationNs;
    const auto length = [](std::int64_t ns) { return toQString(formatDuration(ns)); };
    QStringList lines;
    lines << tr("Critical path: %1, %2 of %3")
                 .arg(length(segment.durationNs),
                      toQString(formatShare(static_cast<double>(segment.durationNs), static_cast<double>(whole))),
                      length(whole));
    lines << tr("%1 – %2").arg(toQString(spanLabel(trace, segment.span)), reason(trace, segment));
    for (const PathAssumption assumption : kAllPathAssumptions)
        if (has(segment.assumptions, assumption))
            lines << tr("assumed: %1").arg(toQString(sentence(assumption)));
    return lines;
}

} // namespace tailrace
