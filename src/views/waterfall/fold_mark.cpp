// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/fold_mark.h"

#include "model/base/format.h"
#include "views/common/theme.h"

#include <QApplication>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>

namespace tailrace {

namespace {

constexpr double kTooth = 4; // px, half of a zigzag's period
constexpr double kDepth = 3;

QPolygonF zigzag(double x, const QRectF& area)
{
    QPolygonF line;
    bool isOut = false;
    for (double y = area.top(); y <= area.bottom() + kTooth; y += kTooth) {
        line << QPointF(x + (isOut ? kDepth : 0), y);
        isOut = !isOut;
    }
    return line;
}

} // namespace

void paintFoldMark(QPainter& painter, const QRectF& area)
{
    if (area.width() < 1)
        return;
    painter.save();
    painter.setClipRect(area.adjusted(-1, 0, 1, 0), Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing, false);
    QColor veil = themeColors().window;
    veil.setAlphaF(0.94F);
    painter.fillRect(area, veil);
    painter.fillRect(area, QBrush(themeColors().line, Qt::BDiagPattern));
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(themeColors().mutedText, 1));
    painter.drawPolyline(zigzag(area.left(), area));
    painter.drawPolyline(zigzag(area.right() - kDepth, area));
    painter.restore();
}

QString foldLengthText(TimeRange fold)
{
    // One number and one unit are enough here.
    const QString exact = QString::fromStdString(formatDuration(lengthNs(fold)));
    return exact.section(QLatin1Char(' '), 0, 1);
}

QString foldToolTip(TimeRange fold)
{
    return QApplication::translate("Waterfall", "%1 without work, folded. Click to unfold.")
        .arg(QString::fromStdString(formatDuration(lengthNs(fold))));
}

} // namespace tailrace
