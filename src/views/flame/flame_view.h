// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A trace as a flame graph that grows downwards: by time (a box a span, where and as long as it ran) or merged by
// name (a box for all spans of one operation below the same box, as wide as their self times and those below them
// together). The layout is made on a worker. Selection, time and colours are those of the other views.
//
// A click on a box selects it and zooms to it; wheel scrolls rows, with Ctrl it zooms at the pointer, with Shift it
// moves; dragging moves. Arrows walk to parent, first child and neighbours, Enter zooms, Home goes to the top. What
// else a person can do is a slot. GUI thread only.

#include "model/items/job.h"
#include "model/items/path_layer.h"
#include "views/flame/flame_scene.h"
#include "views/waterfall/matches.h"

#include <QAbstractScrollArea>

namespace tailrace {

class LegendStrip;
class TimeAxis;

enum class FlameKind { ByTime, Merged };

class FlameView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    /// All must outlive the view. By time, `axis` is the trace's and may be shared; merged, it is the view's own and
    /// counts from the left edge.
    FlameView(FlameKind kind, Selection& selection, TimeAxis& axis, PathLayer& path, QWidget* parent = nullptr);
    ~FlameView() override;

    /// Null until it is made.
    [[nodiscard]] const FlameLayoutPtr& layout() const { return m_layout; }
    [[nodiscard]] const FlameMetrics& metrics() const { return m_metrics; }
    /// What a search has found: the other boxes are dimmed, or in MatchMode::Plain its boxes framed.
    void setMatches(const Matches& matches);
    /// The services above the graph; on from the start.
    void setLegendVisible(bool visible);
    /// What assistive tools say of a box.
    [[nodiscard]] QString describe(const FlameBox& box) const;
    /// Where the box of a span is drawn, in the viewport.
    [[nodiscard]] QRectF rectOf(SpanIndex span) const;
    [[nodiscard]] const FlameBox* boxAt(QPointF position) const;
    /// What is on the screen, as it was or will be painted.
    [[nodiscard]] const DrawList& frame();

public slots:
    void zoomIn();
    void zoomOut();
    void panLeft();
    void panRight();
    void panFarLeft();
    void panFarRight();
    void zoomToTrace();
    /// Fits the selected box; the whole if that is what is visible already.
    void zoomToSelection();
    void goToParent();
    void goToChild();
    void goToNext();
    void goToPrevious();

signals:
    void laidOut();
    /// The instant under the pointer, ns since the epoch; nothing when it is elsewhere or the graph is merged.
    void pointedAt(std::optional<qint64> timeNs);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void takeTrace();
    void layOut();
    void takeLayout(FlameLayoutPtr layout);
    void takePath();
    void takeMatches();
    void repaintFrame();
    void layOutLegend();
    void updateMetrics();
    void showSelection();
    void select(const FlameBox& box);
    void zoomTo(const FlameBox& box);
    void zoomBy(double factor);
    void setPointer(QPointF position);
    void paintRuler(QPainter& painter) const;
    void paintBoxFrames(QPainter& painter) const;
    void paintMessage(QPainter& painter) const;
    [[nodiscard]] QString toolTip(const FlameBox& box, double x) const;
    [[nodiscard]] const FlameBox* selectedBox() const;
    [[nodiscard]] TimeScale scale() const;
    [[nodiscard]] std::uint32_t firstRow() const;
    [[nodiscard]] bool isMerged() const { return m_kind == FlameKind::Merged; }

    FlameKind m_kind;
    Selection& m_selection;
    TimeAxis& m_axis;
    PathLayer& m_path;
    FlameScene m_scene;
    FlameMetrics m_metrics;
    LegendStrip* m_legend;
    FlameLayoutPtr m_layout;
    DrawList m_frame;
    bool m_frameIsOld = true;
    bool m_isOld = true; // the layout
    Matches m_matches;
    bool m_matchesAreOld = false; // the scene does not show them yet
    JobRunner m_job;

    QPointF m_pointer{-1, -1};
    QPointF m_pressed;
    TimeRange m_pressedRange;
    Qt::MouseButton m_button = Qt::NoButton;
    bool m_dragged = false;
};

} // namespace tailrace
