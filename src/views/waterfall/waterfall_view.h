// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The waterfall of a trace: a row a span, the tree of names on the left, bars in time on the right; ruler and
// minimap above. Scrolls in rows and paints only those that are visible, so a frame costs the same for any trace.
// Selection and time range live in objects that other views may share. GUI thread only.
//
// Everything a person can do is a slot; which keys call them is decided by the window's table of actions. The view
// itself knows only gestures: click and double click, wheel (rows; with Ctrl: zoom at the pointer; with Shift or
// sideways: pan), pinch, middle drag or Space and drag (pan), right drag (zoom to what is dragged over), left drag
// in an empty place (measure), Esc (forget the measure), Space (fold or unfold).

#include "model/items/job.h"
#include "model/items/row_layout.h"
#include "model/items/selection.h"
#include "views/common/view_history.h"
#include "views/waterfall/matches.h"
#include "views/waterfall/waterfall_scene.h"

#include <QAbstractScrollArea>
#include <QTimer>

#include <optional>

class QMenu;
class QNativeGestureEvent;

namespace tailrace {

class Minimap;
class PathLayer;
class RowBar;
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
    /// Whether everything that painting shows is there; what is not is started.
    [[nodiscard]] bool isReady();

    [[nodiscard]] int treeWidth() const { return m_metrics.treeWidth; }
    /// Width of the names and durations; kept from then on when the view is resized.
    void setTreeWidth(int width);

    /// Takes over what was done to the rows of the same trace elsewhere.
    void setRows(const RowStatePtr& state);
    void setCollapsed(SpanIndex span, bool collapsed);
    /// Shows the subtree only, as focusSelected() does.
    void focusOn(SpanIndex span);
    void setSubtreeCollapsed(SpanIndex span, bool collapsed);
    void setServiceHidden(tailrace::StringId service, bool hidden);
    void setKindHidden(tailrace::SpanKind kind, bool hidden);
    /// ns; 0 = none.
    void hideShorterThan(qint64 shortestNs);
    /// Back to the first `steps` of the subtrees in focus.
    void leaveFocusTo(int steps);
    /// Where events, links, peers and attributes of the spans on the screen come from; without it there are none.
    void setExtrasSource(SpanExtras::Fetch fetch);
    /// Attributes whose values stand beside the names, and all that are known of.
    void setShownAttributes(const QStringList& keys);
    [[nodiscard]] QStringList shownAttributes() const;
    [[nodiscard]] QStringList knownAttributes() const;
    /// Events, links and more of a span; null while nothing is known of them.
    [[nodiscard]] const SpanExtra* extraOf(SpanIndex span) const { return m_scene.extras().known(span); }
    /// What says that the rows are not all of the trace.
    [[nodiscard]] const RowBar& rowBar() const { return *m_rowBar; }

    [[nodiscard]] TimeRange visibleTime() const;
    [[nodiscard]] bool canGoBack() const { return m_history.canGoBack(); }
    [[nodiscard]] bool canGoForward() const { return m_history.canGoForward(); }
    /// The piece of time that was measured last, until it is cleared.
    [[nodiscard]] std::optional<TimeRange> measured() const { return m_measured; }
    /// Whether idle stretches are folded, all or some.
    [[nodiscard]] bool isIdleFolded() const;
    /// Shows the critical path in rows and minimap; must outlive the view. It is the path of the selection's trace.
    void setPathLayer(PathLayer* layer);
    /// Marks, path: what others know about the trace is shown in it.
    [[nodiscard]] Minimap& minimap() const { return *m_minimap; }

    /// Shows what a search found: in the rows, on minimap and scroll bar. None ends it.
    void setMatches(Matches matches);
    [[nodiscard]] const Matches& matches() const { return m_matches; }
    /// Selects a span and brings it into view, in rows and in time.
    void goTo(SpanIndex span);

public slots:
    // Rows.
    void selectNextRow();
    void selectPreviousRow();
    void selectNextPage();
    void selectPreviousPage();
    void selectFirstRow();
    void selectLastRow();
    /// Unfolds the selected row, or goes to its first child.
    void expandOrEnter();
    /// Folds the selected row, or goes to its parent.
    void collapseOrLeave();
    void toggleSelected();
    void expandSubtree();
    void expandSiblings();
    void collapseSiblings();
    void expandAll();
    void collapseAll();
    void expandOneLevel();
    void collapseOneLevel();
    void selectNextError();
    void selectPreviousError();
    /// Shows the selected span's subtree only, counting time from its start.
    void focusSelected();
    /// Back to the focus before, or to the whole trace.
    void leaveFocus();
    /// Hides the selected span with all below it.
    void hideSelected();
    /// Hides all spans of the selected span's service.
    void hideService();
    /// Shows everything that is hidden or folded into runs.
    void showHidden();
    /// Offers services, kinds and lengths to hide.
    void openHideMenu();
    /// Offers attributes to show beside the names.
    void openAttributeMenu();
    /// Folds runs of ten or more similar siblings into one row each, or unfolds all.
    void toggleRepeats();
    /// To the segment of the critical path that comes next (came before).
    void selectNextSegment();
    void selectPreviousSegment();

    // Time.
    void zoomIn();
    void zoomOut();
    void panLeft();
    void panRight();
    void panFarLeft();
    void panFarRight();
    void zoomToTrace();
    /// Fits the selected span; the whole trace if that is what is visible already.
    void zoomToSelection();
    /// To the piece of time that was on show before, and on again.
    void goBack();
    void goForward();
    /// Folds the stretches in which nothing is seen to happen (see idle_stretches.h), or unfolds all.
    void setIdleFolded(bool folded);
    void clearMeasure();

signals:
    /// Rows appeared or disappeared.
    void rowsChanged();
    /// matches() are others, or shown otherwise.
    void matchesChanged();
    /// The instant under the pointer, ns since the epoch; nothing when it is elsewhere.
    void pointedAt(std::optional<qint64> timeNs);
    void menuWanted(const QPoint& globalPosition);
    /// A tick was clicked on: event `number` of the span, as recorded.
    void eventChosen(tailrace::SpanIndex span, quint32 number);
    /// A mark of links was clicked on: of those to the span, or of its own.
    void linksWanted(tailrace::SpanIndex span, bool incoming, const QPoint& globalPosition);
    void measureChanged();
    /// canGoBack(), canGoForward() or isIdleFolded() may have changed.
    void historyChanged();
    /// Idle time was to be folded, and there is none.
    void nothingToFold();
    /// Runs of similar siblings were to be folded, and there are none.
    void noRepeats();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    /// What a pressed button does while the pointer moves.
    enum class Drag { None, Divider, Pan, Choose, Measure, Fold };

    // waterfall_view.cpp
    void connectParts();
    void takeTrace();
    /// The same trace with other times, the spans in other places.
    void takeNewTimes(const std::vector<SpanIndex>& placeOf);
    void showSelection(SpanIndex span);
    void repaintFrame();
    void updateMetrics();
    void updateScrollBar();
    void layoutParts();
    void ensureRowVisible(int row);
    void setPointer(double x, int row);
    void tellPointer();
    [[nodiscard]] TimeScale timeScale() const;
    /// The event whose tick is nearest to this place, if any is near.
    [[nodiscard]] const SpanExtra::Event* eventAt(const WaterfallHit& hit, double x) const;
    /// The mark of links at this place.
    [[nodiscard]] std::optional<MarkShape> linkMarkAt(const WaterfallHit& hit, const QPointF& at) const;
    [[nodiscard]] QString eventsToolTip(double x, SpanIndex span) const;
    [[nodiscard]] QString toolTipAt(const QPoint& position) const;
    [[nodiscard]] WaterfallHit hitAt(const QPointF& position) const;
    [[nodiscard]] std::optional<TimeRange> foldAt(const QPointF& position) const;

    // waterfall_rows.cpp
    void takeFocus();
    void rowsHaveChanged();
    void afterFolding(bool changed);
    /// Selects what the row shows without making it show more.
    void selectRow(int row);
    [[nodiscard]] const RowGroup* selectedGroup() const;
    void popUp(QMenu* menu);
    bool expandGroup(int row);
    // waterfall_path.cpp
    void takePath();
    void showSegment(quint32 position);
    [[nodiscard]] QString pathToolTip(const WaterfallHit& hit, double x) const;

    // waterfall_commands.cpp
    void moveSelection(int row);
    void selectError(SpanIndex span);
    void ensureTimeVisible(SpanIndex span);
    void zoomBy(double factor);
    [[nodiscard]] std::int64_t zoomAnchor() const;
    void foldStretches(const std::vector<TimeRange>& stretches);
    void recordView();
    void restoreView(const ViewState& state);
    [[nodiscard]] int selectedRow() const;
    /// Runs a change that is a step of its own in the history.
    template <class Change>
    void step(Change change)
    {
        m_history.settle();
        change();
        m_history.settle();
    }

    // waterfall_events.cpp
    void pressLeft(const QPointF& at);
    void dragTo(const QPointF& at);
    void endDrag(const QMouseEvent& event);
    void updateCursor(const QPointF& at);
    [[nodiscard]] double clampedToTime(double x) const;
    [[nodiscard]] std::int64_t snappedTime(const QPointF& at) const;
    [[nodiscard]] bool pinch(QNativeGestureEvent& event);

    // waterfall_matches.cpp
    void markScrollBar();
    void paintMatches(QPainter& painter) const;

    // waterfall_overlay.cpp
    void paintOverlay(QPainter& painter) const;
    void paintFolds(QPainter& painter) const;
    void paintMeasure(QPainter& painter) const;

    Selection& m_selection;
    TimeAxis& m_axis;
    PathLayer* m_pathLayer = nullptr;
    RowLayout m_rows;
    Matches m_matches;
    WaterfallScene m_scene;
    WaterfallMetrics m_metrics;
    DrawList m_frame;
    bool m_frameIsOld = true;
    bool m_treeWidthChosen = false;
    ViewHistory m_history;
    QTimer m_settle; // runs while the visible time moves
    bool m_restoring = false;
    bool m_keepsRows = false;    // what gets selected may stay hidden
    SpanIndex m_focus = kNoSpan; // for which the view is set up
    JobRunner m_idleJob;

    double m_pointerX = -1;           // in the viewport; negative = not over the time area
    std::optional<qint64> m_toldTime; // under the pointer
    int m_hoveredRow = -1;
    double m_choosingFrom = -1;
    double m_choosingTo = -1;
    Drag m_drag = Drag::None;
    bool m_groupPressed = false; // the click showed what a row stood for
    bool m_dragged = false;      // far enough not to be a click
    QPointF m_pressed;
    TimeRange m_pressedRange;
    std::int64_t m_pressedTime = 0; // where a measure begins
    bool m_spaceDown = false;
    bool m_spaceUsed = false; // by a drag; then it does not fold
    std::optional<TimeRange> m_measured;
    double m_measureY = 0;

    Minimap* m_minimap;
    RowBar* m_rowBar;
    WaterfallHeader* m_header;
};

} // namespace tailrace
