// SPDX-License-Identifier: GPL-3.0-or-later
#include "app_icon.h"

#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

// A static library's resources are not found by themselves; the macro must not stand in a namespace.
static void registerResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace tailrace {

QIcon appIcon()
{
    registerResources();
    QSvgRenderer renderer(QStringLiteral(":/icons/tailrace.svg"));
    QIcon icon;
    for (const int side : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace tailrace
