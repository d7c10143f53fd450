// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/waterfall_view.h"

#include "analysis/trace_sketch.h"
#include "support/random_trace.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/minimap.h"
#include "views/waterfall/waterfall_header.h"

#include <QAccessible>
#include <QApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// 0 root (1 auth, 2 cart (3 query !), 4 payment (5 fraud, 6 gateway !)); 3 fails later than 6.
SpanTablePtr shop()
{
    return std::make_shared<SpanTable>(sketch({{0, "gateway", "root", 0, 1000},
                                               {1, "auth", "token", 0, 50},
                                               {1, "cart", "cart", 600, 300},
                                               {2, "db", "query", 700, 100, StatusCode::Error},
                                               {1, "payment", "charge", 100, 400},
                                               {2, "payment", "fraud", 100, 200},
                                               {2, "bank", "gateway", 300, 200, StatusCode::Error}}));
}

/// A shown view of a trace with everything that it needs.
struct Stage {
    explicit Stage(const SpanTablePtr& table, QSize size = {1000, 600})
        : view(selection, axis)
    {
        view.resize(size);
        selection.setTrace(table);
        view.show();
        view.setFocus();
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&view, key, modifiers); }
    void wheel(QPointF at, QPoint angle, Qt::KeyboardModifiers modifiers = {})
    {
        QWheelEvent event(at, view.viewport()->mapToGlobal(at), {}, angle, {}, modifiers, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(view.viewport(), &event);
    }
    [[nodiscard]] QPoint inTree(int row) const { return {view.treeWidth() / 2, view.rowRect(row).center().y()}; }
    [[nodiscard]] QPoint onExpander(int row, std::uint32_t depth) const
    {
        return {static_cast<int>(view.metrics().indent(depth) + kExpanderWidth / 2),
                view.rowRect(row).center().y()};
    }
    [[nodiscard]] TimeScale scale() const { return timeScaleOf(view.metrics(), axis.visible()); }

    Selection selection;
    TimeAxis axis;
    WaterfallView view;
};

void doEverything(WaterfallView& view)
{
    using Command = void (WaterfallView::*)();
    const Command all[] = {&WaterfallView::selectNextRow,    &WaterfallView::selectPreviousRow,
                           &WaterfallView::selectNextPage,   &WaterfallView::selectPreviousPage,
                           &WaterfallView::selectFirstRow,   &WaterfallView::selectLastRow,
                           &WaterfallView::expandOrEnter,    &WaterfallView::collapseOrLeave,
                           &WaterfallView::toggleSelected,   &WaterfallView::expandSubtree,
                           &WaterfallView::expandSiblings,   &WaterfallView::expandAll,
                           &WaterfallView::collapseAll,      &WaterfallView::expandOneLevel,
                           &WaterfallView::collapseOneLevel, &WaterfallView::selectNextError,
                           &WaterfallView::zoomIn,           &WaterfallView::zoomOut,
                           &WaterfallView::panLeft,          &WaterfallView::panFarRight,
                           &WaterfallView::zoomToTrace,      &WaterfallView::zoomToSelection,
                           &WaterfallView::goBack,           &WaterfallView::goForward,
                           &WaterfallView::clearMeasure};
    for (const Command command : all)
        (view.*command)();
    view.setIdleFolded(true);
    view.setIdleFolded(false);
}

} // namespace

class WaterfallViewTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(); }
    void rowsAreWalked();
    void pagesAndEndsScroll();
    void foldingFollowsTheTree();
    void spaceTogglesAndAllBelowOpens();
    void levelsFoldAndUnfold();
    void foldingHandsTheSelectionToWhatIsVisible();
    void errorsAreWalkedInTimeOrderAndRevealed();
    void timeZoomsAndPans();
    void fittingTheSelectionTwiceGoesBack();
    void keysAreLeftToTheWindow();
    void clickingSelectsAndTheTriangleFolds();
    void doubleClicksFoldAndFit();
    void theBorderOfTheNamesCanBeDragged();
    void theRulerChoosesTime();
    void ctrlWheelZoomsAtThePointer();
    void wheelScrollsRowsAndShiftWheelPans();
    void middleDragPans();
    void thePointersTimeIsTold();
    void selectingElsewhereRevealsAndScrolls();
    void aFrameIsKeptWhileOnlyThePointerMoves();
    void aHugeTraceDrawsAScreenful();
    void emptyAndMissingTracesAreHarmless();
    void rowsSpeakToAssistiveTools();
};

void WaterfallViewTest::rowsAreWalked()
{
    Stage stage(shop());
    stage.view.selectNextRow();
    QCOMPARE(stage.selection.current(), SpanIndex(0));
    stage.view.selectNextRow();
    stage.view.selectNextRow();
    QCOMPARE(stage.selection.current(), SpanIndex(2));
    stage.view.selectPreviousRow();
    QCOMPARE(stage.selection.current(), SpanIndex(1));
    stage.view.selectLastRow();
    QCOMPARE(stage.selection.current(), SpanIndex(6));
    stage.view.selectNextRow();
    QCOMPARE(stage.selection.current(), SpanIndex(6));
    stage.view.selectFirstRow();
    stage.view.selectPreviousRow();
    QCOMPARE(stage.selection.current(), SpanIndex(0));
}

void WaterfallViewTest::pagesAndEndsScroll()
{
    Stage stage(makeRandomTrace({.spans = 1000}));
    const int page = stage.view.metrics().rowsFitting() - 1;
    stage.view.selectFirstRow();
    stage.view.selectNextPage();
    stage.view.selectNextPage();
    QCOMPARE(stage.selection.current(), SpanIndex(2 * page));
    QVERIFY(stage.view.firstRow() > 0);
    QVERIFY(stage.view.viewport()->rect().contains(stage.view.rowRect(2 * page)));
    stage.view.selectLastRow();
    QVERIFY(stage.view.viewport()->rect().contains(stage.view.rowRect(999)));
    stage.view.selectPreviousPage();
    QCOMPARE(stage.selection.current(), SpanIndex(999 - page));
}

void WaterfallViewTest::foldingFollowsTheTree()
{
    Stage stage(shop());
    stage.selection.setCurrent(3);
    stage.view.collapseOrLeave();
    QCOMPARE(stage.selection.current(), SpanIndex(2));
    stage.view.collapseOrLeave();
    QVERIFY(stage.view.rows().isCollapsed(2));
    stage.view.collapseOrLeave();
    QCOMPARE(stage.selection.current(), SpanIndex(0));
    stage.selection.setCurrent(2);
    stage.view.expandOrEnter();
    QVERIFY(!stage.view.rows().isCollapsed(2));
    stage.view.expandOrEnter();
    QCOMPARE(stage.selection.current(), SpanIndex(3));
    stage.view.expandOrEnter();
    QCOMPARE(stage.selection.current(), SpanIndex(3));
}

void WaterfallViewTest::spaceTogglesAndAllBelowOpens()
{
    Stage stage(shop());
    stage.selection.setCurrent(4);
    stage.view.toggleSelected();
    QVERIFY(stage.view.rows().isCollapsed(4));
    stage.key(Qt::Key_Space);
    QVERIFY(!stage.view.rows().isCollapsed(4));
    stage.view.collapseAll();
    stage.selection.setCurrent(0);
    stage.view.expandSubtree();
    QCOMPARE(stage.view.rows().rowCount(), 7);
}

void WaterfallViewTest::levelsFoldAndUnfold()
{
    Stage stage(shop());
    QSignalSpy spy(&stage.view, &WaterfallView::rowsChanged);
    stage.view.collapseAll();
    QCOMPARE(stage.view.rows().rowCount(), 1);
    stage.view.expandOneLevel();
    QCOMPARE(stage.view.rows().rowCount(), 4);
    stage.view.expandAll();
    QCOMPARE(stage.view.rows().rowCount(), 7);
    stage.view.collapseOneLevel();
    QCOMPARE(stage.view.rows().rowCount(), 4);
    QCOMPARE(spy.count(), 4);
}

void WaterfallViewTest::foldingHandsTheSelectionToWhatIsVisible()
{
    Stage stage(shop());
    stage.selection.setCurrent(6);
    stage.view.setCollapsed(4, true);
    QCOMPARE(stage.selection.current(), SpanIndex(4));
    stage.view.collapseAll();
    QCOMPARE(stage.selection.current(), SpanIndex(0));
}

void WaterfallViewTest::errorsAreWalkedInTimeOrderAndRevealed()
{
    Stage stage(shop());
    stage.view.collapseAll();
    stage.view.selectNextError();
    QCOMPARE(stage.selection.current(), SpanIndex(6));
    QVERIFY(stage.view.rows().rowOf(6) >= 0);
    stage.view.selectNextError();
    QCOMPARE(stage.selection.current(), SpanIndex(3));
    stage.view.selectPreviousError();
    QCOMPARE(stage.selection.current(), SpanIndex(6));
    // An error outside the visible time is brought into it.
    const std::int64_t start = stage.axis.trace().startNs;
    stage.axis.setVisible({start, start + 50 * kMs});
    stage.view.selectNextError();
    QCOMPARE(stage.selection.current(), SpanIndex(3));
    QVERIFY(stage.axis.visible().endNs > start + 700 * kMs);
    QCOMPARE(lengthNs(stage.axis.visible()), 50 * kMs);
}

void WaterfallViewTest::timeZoomsAndPans()
{
    Stage stage(shop());
    stage.selection.setCurrent(4);
    const std::int64_t whole = lengthNs(stage.axis.visible());
    stage.view.zoomIn();
    stage.view.zoomIn();
    QVERIFY(lengthNs(stage.axis.visible()) < whole / 2);
    // Zoomed at the selected span, whose middle stays in view.
    const std::int64_t middle = stage.axis.trace().startNs + 300 * kMs;
    QVERIFY(stage.axis.visible().startNs < middle && stage.axis.visible().endNs > middle);
    const TimeRange before = stage.axis.visible();
    stage.view.panRight();
    QVERIFY(stage.axis.visible().startNs > before.startNs);
    stage.view.panLeft();
    QVERIFY(std::abs(stage.axis.visible().startNs - before.startNs) <= 2);
    stage.view.zoomOut();
    stage.view.zoomOut();
    QVERIFY(stage.axis.showsWhole());
}

void WaterfallViewTest::fittingTheSelectionTwiceGoesBack()
{
    Stage stage(shop());
    stage.view.zoomToSelection();
    QVERIFY(stage.axis.showsWhole());
    stage.selection.setCurrent(5);
    stage.view.zoomToSelection();
    QCOMPARE(lengthNs(stage.axis.visible()), 220 * kMs);
    stage.view.zoomToSelection();
    QVERIFY(stage.axis.showsWhole());
}

void WaterfallViewTest::keysAreLeftToTheWindow()
{
    Stage stage(shop());
    stage.selection.setCurrent(1);
    for (const Qt::Key key : {Qt::Key_W, Qt::Key_Down, Qt::Key_Escape, Qt::Key_PageDown, Qt::Key_Z}) {
        QKeyEvent press(QEvent::KeyPress, key, Qt::NoModifier);
        QApplication::sendEvent(&stage.view, &press);
        QVERIFY(!press.isAccepted());
    }
    QVERIFY(stage.axis.showsWhole());
    QCOMPARE(stage.selection.current(), SpanIndex(1));
    QCOMPARE(stage.view.firstRow(), 0);
}

void WaterfallViewTest::clickingSelectsAndTheTriangleFolds()
{
    Stage stage(shop());
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, stage.inTree(3));
    QCOMPARE(stage.selection.current(), SpanIndex(3));
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, QPoint(900, stage.view.rowRect(5).center().y()));
    QCOMPARE(stage.selection.current(), SpanIndex(5));
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, stage.onExpander(4, 1));
    QVERIFY(stage.view.rows().isCollapsed(4));
    QCOMPARE(stage.selection.current(), SpanIndex(4));
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, stage.onExpander(4, 1));
    QVERIFY(!stage.view.rows().isCollapsed(4));
    // Below the last row there is nothing to select.
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, QPoint(50, stage.view.viewport()->height() - 5));
    QCOMPARE(stage.selection.current(), SpanIndex(4));
}

void WaterfallViewTest::doubleClicksFoldAndFit()
{
    Stage stage(shop());
    QTest::mouseDClick(stage.view.viewport(), Qt::LeftButton, {}, stage.inTree(2));
    QVERIFY(stage.view.rows().isCollapsed(2));
    const int row = stage.view.rows().rowOf(5);
    const int x = static_cast<int>(xOf(stage.axis.trace().startNs + 200 * kMs, stage.scale()));
    const QPoint onBar(x, stage.view.rowRect(row).center().y());
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, onBar);
    QTest::mouseDClick(stage.view.viewport(), Qt::LeftButton, {}, onBar);
    QCOMPARE(lengthNs(stage.axis.visible()), 220 * kMs);
}

void WaterfallViewTest::theBorderOfTheNamesCanBeDragged()
{
    Stage stage(shop());
    const int before = stage.view.treeWidth();
    QTest::mousePress(stage.view.viewport(), Qt::LeftButton, {}, QPoint(before, 100));
    QTest::mouseMove(stage.view.viewport(), QPoint(before + 120, 100));
    QTest::mouseRelease(stage.view.viewport(), Qt::LeftButton, {}, QPoint(before + 120, 100));
    QCOMPARE(stage.view.treeWidth(), before + 120);
    // It stays when the view grows, gives way when there is no room, and never leaves either side unusable.
    stage.view.resize(1400, 600);
    QCOMPARE(stage.view.treeWidth(), before + 120);
    stage.view.setTreeWidth(5000);
    QVERIFY(stage.view.metrics().timeWidth() >= kNarrowestTime);
    stage.view.setTreeWidth(0);
    QCOMPARE(stage.view.treeWidth(), kNarrowestTree);
}

void WaterfallViewTest::theRulerChoosesTime()
{
    Stage stage(shop());
    auto* header = stage.view.findChild<WaterfallHeader*>();
    QVERIFY(header != nullptr && !header->ticks().empty());
    const int from = static_cast<int>(stage.view.metrics().timeLeft()) + 100;
    const std::int64_t expected = timeAt(from, stage.scale());
    QTest::mousePress(header, Qt::LeftButton, {}, QPoint(from, 8));
    QTest::mouseMove(header, QPoint(from + 150, 8));
    QTest::mouseRelease(header, Qt::LeftButton, {}, QPoint(from + 150, 8));
    QCOMPARE(stage.axis.visible().startNs, expected);
    QVERIFY(!stage.axis.showsWhole());
    QTest::mouseDClick(header, Qt::LeftButton, {}, QPoint(from, 8));
    QVERIFY(stage.axis.showsWhole());
    // A mere click changes nothing.
    QTest::mouseClick(header, Qt::LeftButton, {}, QPoint(from, 8));
    QVERIFY(stage.axis.showsWhole());
}

void WaterfallViewTest::ctrlWheelZoomsAtThePointer()
{
    Stage stage(shop());
    const double x = stage.view.metrics().timeLeft() + 300;
    const std::int64_t under = timeAt(x, stage.scale());
    stage.wheel(QPointF(x, 50), {0, 360}, Qt::ControlModifier);
    QVERIFY(!stage.axis.showsWhole());
    QVERIFY(std::abs(xOf(under, stage.scale()) - x) < 1);
    stage.wheel(QPointF(x, 50), {0, -1200}, Qt::ControlModifier);
    QVERIFY(stage.axis.showsWhole());
}

void WaterfallViewTest::wheelScrollsRowsAndShiftWheelPans()
{
    Stage stage(makeRandomTrace({.spans = 500}));
    stage.wheel(QPointF(700, 50), {0, -120});
    QVERIFY(stage.view.firstRow() > 0);
    QVERIFY(stage.axis.showsWhole());
    stage.axis.zoomAt(stage.axis.trace().startNs + 1'000'000'000, 8);
    const TimeRange before = stage.axis.visible();
    const int first = stage.view.firstRow();
    stage.wheel(QPointF(700, 50), {0, -120}, Qt::ShiftModifier);
    QVERIFY(stage.axis.visible().startNs > before.startNs);
    QCOMPARE(stage.view.firstRow(), first);
    stage.wheel(QPointF(700, 50), {120, 0});
    QCOMPARE(stage.axis.visible(), before);
}

void WaterfallViewTest::middleDragPans()
{
    Stage stage(shop());
    stage.selection.setCurrent(5);
    stage.view.zoomToSelection();
    const TimeRange before = stage.axis.visible();
    const std::int64_t grabbed = timeAt(800, stage.scale());
    QTest::mousePress(stage.view.viewport(), Qt::MiddleButton, {}, QPoint(800, 60));
    QTest::mouseMove(stage.view.viewport(), QPoint(700, 60));
    QTest::mouseRelease(stage.view.viewport(), Qt::MiddleButton, {}, QPoint(700, 60));
    QVERIFY(stage.axis.visible().startNs > before.startNs);
    QVERIFY(std::abs(xOf(grabbed, stage.scale()) - 700) < 1);
}

void WaterfallViewTest::thePointersTimeIsTold()
{
    Stage stage(shop());
    std::optional<qint64> told;
    connect(&stage.view, &WaterfallView::pointedAt, this, [&told](std::optional<qint64> time) { told = time; });
    const int x = static_cast<int>(stage.view.metrics().timeLeft()) + 200;
    QTest::mouseMove(stage.view.viewport(), QPoint(x, 40));
    QVERIFY(told.has_value());
    QCOMPARE(*told, timeAt(x, stage.scale()));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(stage.view.viewport(), &leave);
    QVERIFY(!told.has_value());
}

void WaterfallViewTest::selectingElsewhereRevealsAndScrolls()
{
    Stage stage(makeRandomTrace({.spans = 3000, .deepest = 8}));
    stage.view.collapseAll();
    QCOMPARE(stage.view.rows().rowCount(), 1);
    stage.selection.setCurrent(2500);
    const int row = stage.view.rows().rowOf(2500);
    QVERIFY(row >= 0);
    QVERIFY(stage.view.viewport()->rect().contains(stage.view.rowRect(row)));
}

void WaterfallViewTest::aFrameIsKeptWhileOnlyThePointerMoves()
{
    Stage stage(shop());
    const auto* texts = stage.view.frame().texts.data();
    QTest::mouseMove(stage.view.viewport(), QPoint(700, 40));
    stage.selection.setCurrent(2);
    stage.view.grab();
    QCOMPARE(stage.view.frame().texts.data(), texts);
    const std::size_t rows = stage.view.frame().texts.size();
    stage.view.collapseAll();
    QVERIFY(stage.view.frame().texts.size() < rows);
}

void WaterfallViewTest::aHugeTraceDrawsAScreenful()
{
    Stage stage(makeRandomTrace({.spans = 100'000, .deepest = 25}), {1600, 900});
    for (const int row : {0, 50'000, 99'999}) {
        stage.view.verticalScrollBar()->setValue(row);
        const DrawList& frame = stage.view.frame();
        const std::size_t all = frame.fills.size() + frame.frames.size() + frame.marks.size() + frame.texts.size();
        QVERIFY(all > 60);
        QVERIFY(all < 40U * 25U);
    }
    stage.view.grab();
}

void WaterfallViewTest::emptyAndMissingTracesAreHarmless()
{
    Stage stage(nullptr);
    doEverything(stage.view);
    QTest::mouseMove(stage.view.viewport(), QPoint(500, 40));
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, QPoint(500, 40));
    stage.view.grab();
    stage.selection.setTrace(std::make_shared<SpanTable>(sketch({})));
    doEverything(stage.view);
    stage.view.grab();
    QCOMPARE(stage.selection.current(), kNoSpan);
    // And a trace after another: nothing of the first one stays.
    stage.selection.setTrace(shop());
    stage.selection.setCurrent(6);
    stage.selection.setTrace(std::make_shared<SpanTable>(sketch({{0, "a", "only", 0, 1}})));
    stage.view.grab();
    QCOMPARE(stage.view.rows().rowCount(), 1);
}

void WaterfallViewTest::rowsSpeakToAssistiveTools()
{
    Stage stage(shop());
    QCOMPARE(stage.view.describe(4), QStringLiteral("payment, charge, 400 ms, error below, expanded"));
    QCOMPARE(stage.view.describe(3), QStringLiteral("db, query, 100 ms, error"));
    QCOMPARE(stage.view.describe(1), QStringLiteral("auth, token, 50 ms, no error"));
    QAccessibleInterface* tree = QAccessible::queryAccessibleInterface(&stage.view);
    QVERIFY(tree != nullptr);
    QCOMPARE(tree->role(), QAccessible::Tree);
    QCOMPARE(tree->text(QAccessible::Name), QStringLiteral("Waterfall"));
    QCOMPARE(tree->childCount(), 7);
    stage.selection.setCurrent(3);
    QAccessibleInterface* row = tree->focusChild();
    QVERIFY(row != nullptr);
    QCOMPARE(row->text(QAccessible::Name), QStringLiteral("db, query, 100 ms, error"));
    QCOMPARE(tree->indexOfChild(row), 3);
    QCOMPARE(row->parent(), tree);
    QVERIFY(row->state().selected);
    QCOMPARE(tree->child(4)->state().expanded, true);
    stage.view.setCollapsed(4, true);
    QCOMPARE(tree->child(4)->state().collapsed, true);
    QCOMPARE(tree->childCount(), 5);
    const QPoint at = stage.view.viewport()->mapToGlobal(stage.view.rowRect(2).center());
    QCOMPARE(tree->indexOfChild(tree->childAt(at.x(), at.y())), 2);
}

QTEST_MAIN(WaterfallViewTest)
#include "tst_waterfall_view.moc"
