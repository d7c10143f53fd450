// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The sign of a message or problem, told apart by its shape and not only by its colour: a filled circle with a
// cross for errors and lost data, a triangle for warnings, a ring with an i for information. GUI thread only.

#include <QRectF>

class QPainter;

namespace tailrace {

enum class MessageKind { Info, Warning, Error };

/// `rect` should be square.
void paintMessageSign(QPainter& painter, const QRectF& rect, MessageKind kind);

} // namespace tailrace
