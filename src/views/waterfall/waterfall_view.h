// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The waterfall of a trace: a row a span, the tree of names on the left, bars in time on the right; ruler and
// minimap above. Scrolls in rows and paints only those that are visible, so a frame costs the same for any trace.
// Selection and time range live in objects that other views may share. GUI thread only.
//
// Keys: arrows, Page Up/Down, Home, End walk the rows; Left and Right also fold and unfold; Enter toggles; *
// unfolds everything below; W, S, +, − zoom; A, D pan; F fits the selection, again the trace; E, Shift+E walk the
// errors; ] [ P O fold and unfold all or one level.

#include "model/items/row_layout.h"
#include "model/items/selection.h"
#include "views/waterfall/waterfall_scene.h"

#include <QAbstractScrollArea>

#include <optional>

namespace tailrace {

class Minimap;
class TimeAxis;
class WaterfallHeader;

class WaterfallView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    /// Both must outlive the view. The selection's trace is shown.
    WaterfallView(Selection& selection, TimeAxis& axis, QWidget* parent = nullptr);
    ~WaterfallView() override;

    [[nodiscard]] const RowLayout& rows() const { return m_rows; }
    [[nodiscard]] const Selection& selection() const { return m_selection; }
    [[nodiscard]] const WaterfallMetrics& metrics() const { return m_metrics; }
    [[nodiscard]] int firstRow() const;
    /// Where a row is drawn, in the viewport.
    [[nodiscard]] QRect rowRect(int row) const;
    /// What assistive tools say about a span: "payment, Charge Card, 1.80 s, error, collapsed".
    [[nodiscard]] QString describe(SpanIndex span) const;
    /// What is on the screen without background, as it was or will be painted.
    [[nodiscard]] const DrawList& frame();

    [[nodiscard]] int treeWidth() const { return m_metrics.treeWidth; }
    /// Width of the names and durations; kept from then on when the view is resized.
    void setTreeWidth(int width);

    void setCollapsed(SpanIndex span, bool collapsed);
    void setSubtreeCollapsed(SpanIndex span, bool collapsed);

public slots:
    void expandAll();
    void collapseAll();
    void expandOneLevel();
    void collapseOneLevel();
    void selectNextError();
    void selectPreviousError();
    void zoomIn();
    void zoomOut();
    void zoomToTrace();
    void zoomToSelection();

signals:
    /// Rows appeared or disappeared.
    void rowsChanged();
    /// The instant under the pointer, ns since the epoch; nothing when it is elsewhere.
    void pointedAt(std::optional<qint64> timeNs);
    void menuWanted(const QPoint& globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Drag { None, Divider, Pan };

    // waterfall_view.cpp
    void takeTrace();
    void showSelection(SpanIndex span);
    void updateMetrics();
    void updateScrollBar();
    void afterFolding(bool changed);
    void ensureRowVisible(int row);
    void ensureTimeVisible(SpanIndex span);
    void setPointer(double x, int row);
    void paintOverlay(QPainter& painter);
    void selectError(SpanIndex span);
    void zoomBy(double factor);
    [[nodiscard]] std::int64_t zoomAnchor() const;
    [[nodiscard]] TimeScale timeScale() const;
    [[nodiscard]] QString toolTipAt(const QPoint& position) const;
    [[nodiscard]] WaterfallHit hitAt(const QPointF& position) const;

    // waterfall_events.cpp
    void moveSelection(int row);
    [[nodiscard]] bool walkRows(const QKeyEvent& event);
    [[nodiscard]] bool fold(const QKeyEvent& event);
    [[nodiscard]] bool navigateTime(const QKeyEvent& event);
    [[nodiscard]] int selectedRow() const;

    Selection& m_selection;
    TimeAxis& m_axis;
    RowLayout m_rows;
    WaterfallScene m_scene;
    WaterfallMetrics m_metrics;
    DrawList m_frame;
    bool m_frameIsOld = true;
    bool m_treeWidthChosen = false;

    double m_pointerX = -1; // in the viewport; negative = not over the time area
    int m_hoveredRow = -1;
    double m_choosingFrom = -1;
    double m_choosingTo = -1;
    Drag m_drag = Drag::None;
    QPointF m_pressed;
    TimeRange m_pressedRange;

    Minimap* m_minimap;
    WaterfallHeader* m_header;
};

} // namespace tailrace
