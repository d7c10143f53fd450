// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where the parts of a waterfall lie: tree column on the left with names and durations, time on the right, rows of
// one height. Pure functions in logical pixels of the rows' area, any thread.

#include "model/items/row_layout.h"
#include "views/common/coordinates.h"

#include <QPointF>

#include <algorithm>
#include <cmath>

namespace tailrace {

struct WaterfallMetrics {
    int width = 0; ///< of the rows' area
    int height = 0;
    int rowHeight = 24;
    int barHeight = 14;
    int treeWidth = 400;       ///< names and durations together
    int durationWidth = 84;    ///< right part of treeWidth
    std::uint32_t deepest = 0; ///< largest depth of the trace
    double pixelRatio = 1;     ///< device pixels in a logical one
    TimeFoldsPtr folds;        ///< of the time axis; null = none

    /// Right end of the names.
    [[nodiscard]] double namesEnd() const { return treeWidth - durationWidth; }
    /// Left end of the time area; the dividing line is the pixel before.
    [[nodiscard]] double timeLeft() const { return treeWidth; }
    [[nodiscard]] double timeWidth() const { return width > treeWidth ? width - treeWidth : 0; }
    /// Distance between levels: smaller in deep traces, so that names keep half of the column.
    [[nodiscard]] double indentStep() const;
    /// x where the content of a row of this depth begins.
    [[nodiscard]] double indent(std::uint32_t depth) const;
    /// Whether the indentation has reached its limit and no longer tells the depth.
    [[nodiscard]] bool isIndentFull(std::uint32_t depth) const;
    /// Levels left of a row of this depth that have an indentation of their own.
    [[nodiscard]] std::uint32_t levelsShown(std::uint32_t depth) const;
    /// Nearest device pixel.
    [[nodiscard]] double snap(double logical) const;
    /// Size of what is taken off the corners of bars: whole device pixels, about one logical one.
    [[nodiscard]] double corner() const { return std::max(1.0, std::floor(pixelRatio)) / pixelRatio; }
    /// Rows that fit, partly visible ones included / not included.
    [[nodiscard]] int rowsTouched() const { return rowHeight > 0 ? (height + rowHeight - 1) / rowHeight : 0; }
    [[nodiscard]] int rowsFitting() const { return rowHeight > 0 ? height / rowHeight : 0; }
};

inline constexpr double kExpanderWidth = 16;
inline constexpr int kNarrowestTree = 160;
inline constexpr int kNarrowestTime = 120;
inline constexpr double kDividerReach = 4; ///< px to both sides of the border in which it can be grabbed
inline constexpr double kNarrowestBar = 3; ///< px; shorter spans are drawn this wide

/// The nearest tree width that leaves both sides usable.
[[nodiscard]] int clampedTreeWidth(int wanted, int totalWidth);
[[nodiscard]] TimeScale timeScaleOf(const WaterfallMetrics& metrics, TimeRange visible);

struct WaterfallHit {
    enum class Part {
        Nothing,
        Expander,
        Tree,
        Group,
        Divider,
        Time,
        Bar
    }; ///< Group: in the tree, stands for several
    Part part = Part::Nothing;
    int row = -1;
};

/// What lies at a point. The divider reaches a few pixels to both sides and over the whole height.
[[nodiscard]] WaterfallHit hitTest(QPointF position, const WaterfallMetrics& metrics, const RowLayout& rows,
                                   int firstRow, TimeRange visible);

} // namespace tailrace
