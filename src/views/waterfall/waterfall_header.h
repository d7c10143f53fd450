// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The line above the rows: names of the columns and the ruler of time. Dragging on the ruler chooses the piece of
// time that is shown, a double click shows everything, the wheel zooms at the pointer, a click unfolds folded time;
// the border between names and time can be dragged. GUI thread only.

#include "views/common/ruler.h"
#include "views/waterfall/waterfall_layout.h"

#include <QWidget>

#include <optional>

namespace tailrace {

class TimeAxis;

class WaterfallHeader : public QWidget
{
    Q_OBJECT

public:
    explicit WaterfallHeader(TimeAxis& axis, QWidget* parent = nullptr);

    void setMetrics(const WaterfallMetrics& metrics);
    /// Ticks of the visible range; the rows' grid lines stand below them.
    [[nodiscard]] const std::vector<RulerTick>& ticks() const { return m_ticks; }
    /// Shows the time at this x (of the rows' area); nothing if negative.
    void setPointer(double x);
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void pointed(double x);
    void treeWidthWanted(int width);
    /// The piece of time that is being chosen, as x from … to; both −1 when it ends.
    void choosing(double fromX, double toX);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Drag { None, Divider, Choose };

    void updateTicks();
    void paintTicks(QPainter& painter) const;
    void paintFolds(QPainter& painter) const;
    void paintPointer(QPainter& painter) const;
    [[nodiscard]] QString pointerText() const;
    [[nodiscard]] bool isOnDivider(double x) const;
    [[nodiscard]] TimeScale scale() const;
    [[nodiscard]] std::optional<TimeRange> foldAt(double x) const;

    TimeAxis& m_axis;
    WaterfallMetrics m_metrics;
    std::vector<RulerTick> m_ticks;
    double m_pointer = -1;
    Drag m_drag = Drag::None;
    double m_pressX = 0;
    double m_dragX = 0;
};

} // namespace tailrace
