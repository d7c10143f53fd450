// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/coordinates.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

double TimeScale::pixelsPerNs() const
{
    if (folds != nullptr) {
        const double open = width - folds->pixels(width) * folds->foldsBetween(visible.startNs, visible.endNs);
        return open /
               static_cast<double>(std::max<std::int64_t>(folds->openNs(visible.startNs, visible.endNs), 1));
    }
    return width / static_cast<double>(std::max<std::int64_t>(lengthNs(visible), 1));
}

double xOf(std::int64_t timeNs, const TimeScale& scale)
{
    double x = 0;
    if (scale.folds == nullptr)
        x = static_cast<double>(saturatingDifference(timeNs, scale.visible.startNs)) * scale.pixelsPerNs();
    else
        x = scale.folds->pixelsBetween(scale.visible.startNs, timeNs,
                                       {scale.pixelsPerNs(), scale.folds->pixels(scale.width)});
    return scale.left + std::clamp(x, -kOutsidePixels, scale.width + kOutsidePixels);
}

std::int64_t timeAt(double x, const TimeScale& scale)
{
    if (scale.folds != nullptr)
        return scale.folds->instantFrom(scale.visible.startNs, x - scale.left,
                                        {scale.pixelsPerNs(), scale.folds->pixels(scale.width)});
    return saturatingSum(scale.visible.startNs, saturatingRound((x - scale.left) / scale.pixelsPerNs()));
}

int rowAt(double y, const RowScale& scale)
{
    if (y < 0 || scale.rowHeight <= 0)
        return -1;
    const double row = std::floor(y / scale.rowHeight) + scale.firstRow;
    return row < scale.rowCount ? static_cast<int>(row) : -1;
}

double topOf(int row, const RowScale& scale)
{
    return (static_cast<double>(row) - scale.firstRow) * scale.rowHeight;
}

} // namespace tailrace
