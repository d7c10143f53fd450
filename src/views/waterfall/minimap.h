// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The whole trace in a strip, the services' colours beside it, with the visible piece of time as a window in it.
// Dragging inside the window moves it, its edges resize it, dragging beside it chooses a new one, a double click
// shows everything, the wheel zooms. The picture is computed once per trace and width, off the GUI thread when the
// trace is large. GUI thread only.

#include "model/items/job.h"
#include "model/trace/span_table.h"
#include "views/common/coordinates.h"

#include <QImage>
#include <QWidget>

#include <optional>

namespace tailrace {

class TimeAxis;

class Minimap : public QWidget
{
    Q_OBJECT

public:
    explicit Minimap(TimeAxis& axis, QWidget* parent = nullptr);

    void setTable(SpanTablePtr table);
    /// Where the strip lies inside the widget, so that it stands above the rows' time area.
    void setTimeArea(int left, int width);
    /// An instant to mark, ns since the epoch.
    void setPointerTime(std::int64_t timeNs);
    void clearPointer();

    [[nodiscard]] QSize sizeHint() const override { return {200, kHeight}; }
    static constexpr int kHeight = 60;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    enum class Drag { None, Move, LeftEdge, RightEdge, Choose };

    [[nodiscard]] TimeScale scale() const;
    [[nodiscard]] QRectF windowRect() const;
    [[nodiscard]] Drag dragAt(double x) const;
    void updateImage();
    void paintWindow(QPainter& painter) const;

    TimeAxis& m_axis;
    SpanTablePtr m_table;
    QImage m_image;
    QString m_imageKey;
    JobRunner m_job;
    int m_left = 0;
    int m_width = 0;
    std::optional<std::int64_t> m_pointer;
    Drag m_drag = Drag::None;
    double m_pressX = 0;
    TimeRange m_pressRange;
};

} // namespace tailrace
