// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How folded time looks: a hatched band with a zigzag on both sides, in rows, ruler and minimap alike. GUI thread
// only.

#include "views/common/time_range.h"

#include <QRectF>
#include <QString>

class QPainter;

namespace tailrace {

/// What is below shines through, so that bars are seen to go on.
void paintFoldMark(QPainter& painter, const QRectF& area);
/// The length of a fold in few characters: "59 min", "2.4 s".
[[nodiscard]] QString foldLengthText(TimeRange fold);
/// "59 min without work, folded. Click to unfold."
[[nodiscard]] QString foldToolTip(TimeRange fold);

} // namespace tailrace
