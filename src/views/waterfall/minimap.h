// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The whole trace in a strip, the services' colours beside it, with the visible piece of time as a window in it.
// Dragging inside the window moves it, its edges resize it, dragging beside it (or with the right button anywhere)
// chooses a new one, a double click shows everything, the wheel zooms. Marks say where the selected span, matches
// of a search and a path through the trace lie. The picture is computed once per trace, width and path, off the
// GUI thread when the trace is large; a frame costs the same for any trace. GUI thread only.

#include "model/items/job.h"
#include "model/trace/span_table.h"
#include "views/waterfall/overview.h"

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
    /// The span whose extent is framed; kNoSpan for none.
    void setSelected(SpanIndex span);
    /// Instants of matches, ns since the epoch, in any order: a tick each at the lower edge.
    void setMarks(std::vector<std::int64_t> timesNs);
    /// A path through the trace, drawn as a line in the lanes of its spans.
    void setPath(std::vector<OverviewSegment> path);
    /// An instant to mark, ns since the epoch.
    void setPointerTime(std::int64_t timeNs);
    void clearPointer();

    /// Whether everything that painting shows is there; what is not is started.
    [[nodiscard]] bool isReady();

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
    void updateMarkColumns();
    void paintWindow(QPainter& painter) const;
    void paintFolds(QPainter& painter) const;
    void paintSelected(QPainter& painter) const;

    TimeAxis& m_axis;
    SpanTablePtr m_table;
    QImage m_image;
    QString m_imageKey;
    TimeFoldsPtr m_imageFolds;
    std::uint32_t m_deepest = 0;
    SpanIndex m_selected = kNoSpan;
    std::vector<OverviewSegment> m_path;
    int m_pathVersion = 0;
    std::vector<std::int64_t> m_marks;
    std::vector<int> m_markColumns; // x of the marks in the strip, each once
    JobRunner m_job;
    int m_left = 0;
    int m_width = 0;
    std::optional<std::int64_t> m_pointer;
    Drag m_drag = Drag::None;
    double m_pressX = 0;
    TimeRange m_pressRange;
};

} // namespace tailrace
