// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The services of a trace with their colours, as many as a small area has room for; the rest is counted. GUI
// thread only.

#include "model/trace/span_table.h"

#include <QFontMetrics>
#include <QRect>
#include <QString>

#include <vector>

class QPainter;

namespace tailrace {

struct ServiceLegend {
    struct Item {
        QRect rect; ///< colour and name
        QString name;
        std::string_view service; ///< points into the span table
    };
    std::vector<Item> items;
    QRect moreRect; ///< where "+3 more" stands; empty if all are there
    int more = 0;
};

[[nodiscard]] ServiceLegend layoutLegend(const SpanTable& table, const QRect& area, const QFontMetrics& metrics);
void paintLegend(QPainter& painter, const ServiceLegend& legend);

} // namespace tailrace
