// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/waterfall_layout.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr double kMargin = 4;
constexpr double kWidestStep = 16;
constexpr double kNarrowestStep = 7;
constexpr double kIndentShare = 0.45; // of the names' width
constexpr double kBarReach = 2;

} // namespace

double WaterfallMetrics::indentStep() const
{
    const double room = namesEnd() * kIndentShare;
    return std::clamp(room / std::max<std::uint32_t>(deepest, 1), kNarrowestStep, kWidestStep);
}

double WaterfallMetrics::indent(std::uint32_t depth) const
{
    return kMargin + std::min(depth * indentStep(), std::max(namesEnd() * kIndentShare, 0.0));
}

bool WaterfallMetrics::isIndentFull(std::uint32_t depth) const
{
    return depth * indentStep() > namesEnd() * kIndentShare + 0.5;
}

std::uint32_t WaterfallMetrics::levelsShown(std::uint32_t depth) const
{
    return std::min(depth, static_cast<std::uint32_t>(std::max(namesEnd() * kIndentShare, 0.0) / indentStep()));
}

double WaterfallMetrics::snap(double logical) const
{
    return std::round(logical * pixelRatio) / pixelRatio;
}

int clampedTreeWidth(int wanted, int totalWidth)
{
    return std::max(kNarrowestTree, std::min(wanted, totalWidth - kNarrowestTime));
}

TimeScale timeScaleOf(const WaterfallMetrics& metrics, TimeRange visible)
{
    return {visible, metrics.timeLeft(), std::max(metrics.timeWidth(), 1.0), metrics.folds.get()};
}

WaterfallHit hitTest(QPointF position, const WaterfallMetrics& metrics, const RowLayout& rows, int firstRow,
                     TimeRange visible)
{
    using Part = WaterfallHit::Part;
    if (std::abs(position.x() - metrics.timeLeft()) <= kDividerReach)
        return {Part::Divider, -1};
    const int row = rowAt(position.y(), {firstRow, metrics.rowHeight, rows.rowCount()});
    if (row < 0)
        return {};
    const SpanTable& table = *rows.table();
    const SpanIndex span = rows.spanAt(row);
    if (position.x() < metrics.timeLeft()) {
        if (rows.groupAt(row) != nullptr)
            return {Part::Group, row};
        const double left = metrics.indent(rows.depthAt(row));
        const bool isExpander = position.x() >= left - 2 && position.x() < left + kExpanderWidth + 2;
        return {isExpander && table.hasChildren(span) ? Part::Expander : Part::Tree, row};
    }
    if (rows.groupAt(row) != nullptr)
        return {Part::Time, row};
    const TimeScale scale = timeScaleOf(metrics, visible);
    const double from = xOf(table.startNs[span], scale);
    const double to = std::max(xOf(table.endNs(span), scale), from + kNarrowestBar);
    const bool isBar = position.x() >= from - kBarReach && position.x() <= to + kBarReach;
    return {isBar ? Part::Bar : Part::Time, row};
}

} // namespace tailrace
