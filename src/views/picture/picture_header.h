// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What stands above a picture of a trace so that it is understood alone: the trace's headline, the services and
// their colours, and what of the trace the picture leaves out. GUI thread only.

#include "model/trace/span_table.h"

#include <QWidget>

class QLabel;

namespace tailrace {

class LegendStrip;

class PictureHeader : public QWidget
{
    Q_OBJECT

public:
    explicit PictureHeader(const SpanTablePtr& trace, QWidget* parent = nullptr);

    void setLegendVisible(bool visible);
    /// One line below, after what is to be said of the clocks; none if both are empty.
    void setRemark(const QString& text);
    /// Takes this width and the height that goes with it.
    void layOut(int width);

private:
    LegendStrip* m_legend;
    QLabel* m_remark;
    QString m_clocks; // what is said of corrected clocks
};

/// Makes a widget visible to itself, so that it computes and lays out what it shows, without a window.
void showOffScreen(QWidget& widget);

} // namespace tailrace
