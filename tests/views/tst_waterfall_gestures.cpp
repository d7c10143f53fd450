// SPDX-License-Identifier: GPL-3.0-or-later
// The waterfall under mouse and touch pad: what every gesture does to time, selection and folds.
#include "analysis/trace_sketch.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/minimap.h"
#include "views/waterfall/waterfall_header.h"
#include "views/waterfall/waterfall_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QNativeGestureEvent>
#include <QPointingDevice>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// 0 root, 1 at the start, 2 at the end; 300 … 900 ms are idle.
SpanTablePtr waiting()
{
    return std::make_shared<SpanTable>(
        sketch({{0, "gateway", "root", 0, 1000}, {1, "auth", "token", 0, 300}, {1, "bank", "charge", 900, 100}}));
}

struct Stage {
    explicit Stage(const SpanTablePtr& table = waiting())
        : view(selection, axis)
    {
        view.resize(1000, 600);
        selection.setTrace(table);
        view.show();
        view.setFocus();
    }

    [[nodiscard]] TimeScale scale() const { return timeScaleOf(view.metrics(), axis.visible()); }
    /// Where an instant (ms since the trace's start) lies in a row, or below all rows.
    [[nodiscard]] QPoint at(std::int64_t ms, int row) const
    {
        return {static_cast<int>(xOf(axis.trace().startNs + ms * kMs, scale())),
                row < 0 ? 400 : view.rowRect(row).center().y()};
    }
    void drag(Qt::MouseButton button, QPoint from, QPoint to)
    {
        QTest::mousePress(view.viewport(), button, {}, from);
        move(from + (to - from) / 2, button);
        move(to, button);
        QTest::mouseRelease(view.viewport(), button, {}, to);
    }
    void move(QPoint to, Qt::MouseButton button)
    {
        QMouseEvent event(QEvent::MouseMove, to, view.viewport()->mapToGlobal(to), Qt::NoButton, button, {});
        QApplication::sendEvent(view.viewport(), &event);
    }

    Selection selection;
    TimeAxis axis;
    WaterfallView view;
};

} // namespace

class WaterfallGesturesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(); }
    void draggingInAnEmptyPlaceMeasures();
    void aMeasureClingsToTheEdgesOfBars();
    void escClearsTheMeasureAndThenIsTheWindows();
    void draggingOnABarDoesNotMeasure();
    void rightDragZoomsAndRightClickAsksForTheMenu();
    void theMenuKeyAsksForTheMenu();
    void spaceAndDragPansAndSpaceAloneFolds();
    void pinchZoomsAtTheFingers();
    void touchPadsZoomByFractions();
    void ruleAndMinimapZoomByRightDrag();
    void idleTimeFoldsAndAClickUnfolds();
    void aTraceWithoutIdleTimeSaysSo();
    void goingBackAndForwardFollowsEveryWayToMove();
    void aSeriesOfNotchesIsOneStep();
    void anotherTraceStartsAnew();
};

void WaterfallGesturesTest::draggingInAnEmptyPlaceMeasures()
{
    Stage stage;
    QSignalSpy spy(&stage.view, &WaterfallView::measureChanged);
    stage.drag(Qt::LeftButton, stage.at(450, 1), stage.at(700, 1));
    QVERIFY(stage.view.measured().has_value());
    QVERIFY(spy.count() > 0);
    const double pixel = 1 / stage.scale().pixelsPerNs();
    QVERIFY(std::abs(static_cast<double>(lengthNs(*stage.view.measured()) - 250 * kMs)) <= 2 * pixel);
    // Backwards, and below the last row.
    stage.drag(Qt::LeftButton, stage.at(800, -1), stage.at(500, -1));
    QVERIFY(std::abs(static_cast<double>(lengthNs(*stage.view.measured()) - 300 * kMs)) <= 2 * pixel);
    QCOMPARE(stage.selection.current(), kNoSpan);
    // A click there forgets it.
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, stage.at(600, -1));
    QVERIFY(!stage.view.measured());
    stage.view.grab();
}

void WaterfallGesturesTest::aMeasureClingsToTheEdgesOfBars()
{
    Stage stage;
    stage.drag(Qt::LeftButton, stage.at(300, 1) + QPoint(4, 0), stage.at(900, 2) - QPoint(3, 0));
    const std::int64_t start = stage.axis.trace().startNs;
    QCOMPARE(stage.view.measured().value(), (TimeRange{start + 300 * kMs, start + 900 * kMs}));
    stage.view.grab();
}

void WaterfallGesturesTest::escClearsTheMeasureAndThenIsTheWindows()
{
    Stage stage;
    stage.drag(Qt::LeftButton, stage.at(450, 1), stage.at(700, 1));
    QTest::keyClick(&stage.view, Qt::Key_Escape);
    QVERIFY(!stage.view.measured());
    QKeyEvent again(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
    QApplication::sendEvent(&stage.view, &again);
    QVERIFY(!again.isAccepted());
}

void WaterfallGesturesTest::draggingOnABarDoesNotMeasure()
{
    Stage stage;
    stage.drag(Qt::LeftButton, stage.at(100, 1), stage.at(700, 1));
    QVERIFY(!stage.view.measured());
    QCOMPARE(stage.selection.current(), SpanIndex(1));
}

void WaterfallGesturesTest::rightDragZoomsAndRightClickAsksForTheMenu()
{
    Stage stage;
    QSignalSpy menu(&stage.view, &WaterfallView::menuWanted);
    const TimeScale before = stage.scale();
    const QPoint from = stage.at(200, 0);
    const QPoint to = stage.at(600, 2);
    stage.drag(Qt::RightButton, to, from);
    QCOMPARE(stage.axis.visible(), (TimeRange{timeAt(from.x(), before), timeAt(to.x(), before)}));
    QCOMPARE(menu.count(), 0);
    QCOMPARE(stage.selection.current(), kNoSpan);
    QTest::mouseClick(stage.view.viewport(), Qt::RightButton, {}, stage.at(250, 2));
    QCOMPARE(menu.count(), 1);
    QCOMPARE(stage.selection.current(), SpanIndex(2));
    QTest::mouseClick(stage.view.viewport(), Qt::RightButton, {}, QPoint(60, stage.view.rowRect(1).center().y()));
    QCOMPARE(menu.count(), 2);
    QCOMPARE(stage.selection.current(), SpanIndex(1));
}

void WaterfallGesturesTest::theMenuKeyAsksForTheMenu()
{
    Stage stage;
    stage.selection.setCurrent(2);
    QSignalSpy menu(&stage.view, &WaterfallView::menuWanted);
    QContextMenuEvent byMouse(QContextMenuEvent::Mouse, QPoint(500, 20), QPoint(500, 20));
    QApplication::sendEvent(stage.view.viewport(), &byMouse);
    QCOMPARE(menu.count(), 0); // comes with the release
    QContextMenuEvent byKey(QContextMenuEvent::Keyboard, QPoint(0, 0), QPoint(0, 0));
    QApplication::sendEvent(stage.view.viewport(), &byKey);
    QCOMPARE(menu.count(), 1);
    const QPoint at = stage.view.viewport()->mapFromGlobal(menu.front().front().toPoint());
    QVERIFY(stage.view.rowRect(2).contains(at));
}

void WaterfallGesturesTest::spaceAndDragPansAndSpaceAloneFolds()
{
    Stage stage;
    stage.selection.setCurrent(0);
    const std::int64_t start = stage.axis.trace().startNs;
    stage.axis.setVisible({start + 200 * kMs, start + 600 * kMs});
    const std::int64_t grabbed = timeAt(800, stage.scale());
    QTest::keyPress(&stage.view, Qt::Key_Space);
    stage.drag(Qt::LeftButton, QPoint(800, 400), QPoint(700, 400));
    QTest::keyRelease(&stage.view, Qt::Key_Space);
    QVERIFY(std::abs(xOf(grabbed, stage.scale()) - 700) < 1);
    QVERIFY(!stage.view.rows().isCollapsed(0));
    QVERIFY(!stage.view.measured());
    QTest::keyClick(&stage.view, Qt::Key_Space);
    QVERIFY(stage.view.rows().isCollapsed(0));
    stage.drag(Qt::MiddleButton, QPoint(700, 400), QPoint(800, 400));
    QVERIFY(std::abs(xOf(grabbed, stage.scale()) - 800) < 1);
}

void WaterfallGesturesTest::pinchZoomsAtTheFingers()
{
    Stage stage;
    const QPointF at(700, 100);
    const std::int64_t under = timeAt(at.x(), stage.scale());
    const std::int64_t length = lengthNs(stage.axis.visible());
    for (int i = 0; i < 10; ++i) {
        QNativeGestureEvent event(Qt::ZoomNativeGesture, QPointingDevice::primaryPointingDevice(), 2, at, at, at,
                                  0.05, QPointF());
        QVERIFY(QApplication::sendEvent(stage.view.viewport(), &event));
    }
    const double factor = static_cast<double>(length) / static_cast<double>(lengthNs(stage.axis.visible()));
    QVERIFY(std::abs(factor - std::pow(1.05, 10)) < 0.01);
    QVERIFY(std::abs(xOf(under, stage.scale()) - at.x()) < 1);
}

void WaterfallGesturesTest::touchPadsZoomByFractions()
{
    Stage stage;
    const QPointF at(700, 100);
    const std::int64_t whole = lengthNs(stage.axis.visible());
    QWheelEvent event(at, stage.view.viewport()->mapToGlobal(at), QPoint(0, 5), QPoint(0, 12), {},
                      Qt::ControlModifier, Qt::ScrollUpdate, false);
    QApplication::sendEvent(stage.view.viewport(), &event);
    const double factor = static_cast<double>(whole) / static_cast<double>(lengthNs(stage.axis.visible()));
    QVERIFY(std::abs(factor - std::pow(1.2, 0.1)) < 0.001);
}

void WaterfallGesturesTest::ruleAndMinimapZoomByRightDrag()
{
    Stage stage;
    const int left = static_cast<int>(stage.view.metrics().timeLeft());
    for (QWidget* strip : {static_cast<QWidget*>(stage.view.findChild<WaterfallHeader*>()),
                           static_cast<QWidget*>(stage.view.findChild<Minimap*>())}) {
        const TimeScale before = stage.scale();
        QTest::mousePress(strip, Qt::RightButton, {}, QPoint(left + 100, 10));
        QTest::mouseMove(strip, QPoint(left + 300, 10));
        QTest::mouseRelease(strip, Qt::RightButton, {}, QPoint(left + 300, 10));
        QCOMPARE(stage.axis.visible(), (TimeRange{timeAt(left + 100, before), timeAt(left + 300, before)}));
        stage.view.zoomToTrace();
    }
}

void WaterfallGesturesTest::idleTimeFoldsAndAClickUnfolds()
{
    Stage stage;
    stage.view.setIdleFolded(true);
    QVERIFY(stage.view.isIdleFolded());
    QVERIFY(stage.axis.showsWhole());
    const QPoint from = stage.at(300, 1);
    const QPoint to = stage.at(900, 1);
    QVERIFY(to.x() - from.x() < 60);
    stage.view.grab();
    // A bar beside it is still hit; the pointer in the fold tells the folded time.
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, stage.at(100, 1));
    QCOMPARE(stage.selection.current(), SpanIndex(1));
    QVERIFY(stage.view.isIdleFolded());
    std::optional<qint64> told;
    connect(&stage.view, &WaterfallView::pointedAt, this, [&told](std::optional<qint64> time) { told = time; });
    stage.move((from + to) / 2, Qt::NoButton);
    const std::int64_t ms = (told.value() - stage.axis.trace().startNs) / kMs;
    QVERIFY(ms > 500 && ms < 700);
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, (from + to) / 2);
    QVERIFY(!stage.view.isIdleFolded());
    QVERIFY(stage.axis.showsWhole());
    QCOMPARE(stage.selection.current(), SpanIndex(1));
    // On the ruler, too.
    stage.view.setIdleFolded(true);
    auto* header = stage.view.findChild<WaterfallHeader*>();
    QTest::mouseClick(header, Qt::LeftButton, {}, QPoint((from.x() + to.x()) / 2, 8));
    QVERIFY(!stage.view.isIdleFolded());
}

void WaterfallGesturesTest::aTraceWithoutIdleTimeSaysSo()
{
    Stage stage(std::make_shared<SpanTable>(sketch({{0, "a", "only", 0, 100}})));
    QSignalSpy spy(&stage.view, &WaterfallView::nothingToFold);
    stage.view.setIdleFolded(true);
    QCOMPARE(spy.count(), 1);
    QVERIFY(!stage.view.isIdleFolded());
}

void WaterfallGesturesTest::goingBackAndForwardFollowsEveryWayToMove()
{
    Stage stage;
    QVERIFY(!stage.view.canGoBack());
    stage.selection.setCurrent(1);
    std::vector<ViewState> states{{stage.axis.visible(), nullptr}};
    const auto remember = [&] { states.push_back({stage.axis.visible(), stage.axis.folds()}); };
    stage.view.zoomToSelection();
    remember();
    stage.drag(Qt::RightButton, stage.at(50, -1), stage.at(200, -1));
    remember();
    stage.view.setIdleFolded(true);
    remember();
    stage.view.zoomToTrace();
    remember();
    for (std::size_t i = states.size() - 1; i > 0; --i) {
        stage.view.goBack();
        QCOMPARE(stage.axis.visible(), states[i - 1].visible);
        QCOMPARE(stage.axis.folds() == nullptr, states[i - 1].folds == nullptr);
    }
    QVERIFY(!stage.view.canGoBack());
    for (std::size_t i = 1; i < states.size(); ++i) {
        stage.view.goForward();
        QCOMPARE(stage.axis.visible(), states[i].visible);
    }
    QVERIFY(!stage.view.canGoForward());
}

void WaterfallGesturesTest::aSeriesOfNotchesIsOneStep()
{
    Stage stage;
    QSignalSpy spy(&stage.view, &WaterfallView::historyChanged);
    const QPointF at(700, 100);
    for (int i = 0; i < 12; ++i) {
        QWheelEvent event(at, stage.view.viewport()->mapToGlobal(at), {}, QPoint(0, 120), {}, Qt::ControlModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(stage.view.viewport(), &event);
    }
    QCOMPARE(spy.count(), 1);
    stage.view.goBack();
    QVERIFY(stage.axis.showsWhole());
    QVERIFY(!stage.view.canGoBack());
    stage.view.goForward();
    QVERIFY(!stage.axis.showsWhole());
}

void WaterfallGesturesTest::anotherTraceStartsAnew()
{
    Stage stage;
    stage.drag(Qt::LeftButton, stage.at(450, 1), stage.at(700, 1));
    stage.view.setIdleFolded(true);
    stage.selection.setTrace(waiting());
    QVERIFY(!stage.view.measured());
    QVERIFY(!stage.view.isIdleFolded());
    QVERIFY(!stage.view.canGoBack());
    QVERIFY(stage.axis.showsWhole());
}

QTEST_MAIN(WaterfallGesturesTest)
#include "tst_waterfall_gestures.moc"
