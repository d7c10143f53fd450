// SPDX-License-Identifier: GPL-3.0-or-later
// Rows that come and go in the waterfall: focus, hiding, runs of repeats, and what stands in their place.
#include "analysis/trace_sketch.h"
#include "support/random_trace.h"
#include "model/trace/corrected_trace.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/hidden_bars.h"
#include "views/waterfall/hide_menu.h"
#include "views/waterfall/row_bar.h"
#include "views/waterfall/waterfall_view.h"

#include <QAccessible>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// 0 page (1 read !, 2 open (3 callback), 4 work (5 write, 6 commit !)); 1, 2, 5, 6 are of the database.
SpanTablePtr shop()
{
    return std::make_shared<SpanTable>(sketch({{0, "web", "page", 0, 1000},
                                               {1, "db", "read", 0, 100, StatusCode::Error, SpanKind::Client},
                                               {1, "db", "open", 100, 300, StatusCode::Unset, SpanKind::Client},
                                               {2, "web", "callback", 150, 100},
                                               {1, "job", "work", 500, 400},
                                               {2, "db", "write", 600, 50, StatusCode::Unset, SpanKind::Client},
                                               {2, "db", "commit", 700, 1, StatusCode::Error, SpanKind::Client}}));
}

/// A root with twelve similar children of 5 ms; the third one fails.
SpanTablePtr repeats()
{
    std::vector<SketchedSpan> spans{{0, "web", "list", 0, 1000}};
    for (int i = 0; i < 12; ++i)
        spans.push_back({1, "shop", "GET /item", 10 * i, 5, i == 2 ? StatusCode::Error : StatusCode::Unset});
    return std::make_shared<SpanTable>(sketch(spans));
}

struct Stage {
    explicit Stage(const SpanTablePtr& table)
        : view(selection, axis)
    {
        view.resize(1000, 600);
        selection.setTrace(table);
        view.show();
        view.setFocus();
    }

    void click(int row)
    {
        const QPoint at(view.treeWidth() / 2, view.rowRect(row).center().y());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, at);
    }
    [[nodiscard]] QStringList texts()
    {
        QStringList found;
        for (const DrawList::Text& text : view.frame().texts)
            found << text.text.text();
        return found;
    }
    [[nodiscard]] int marks(MarkShape shape)
    {
        const auto& all = view.frame().marks;
        return static_cast<int>(std::count_if(
            all.begin(), all.end(), [shape](const DrawList::Mark& mark) { return mark.shape == shape; }));
    }

    Selection selection;
    TimeAxis axis;
    WaterfallView view;
};

} // namespace

class WaterfallRowsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(); }
    void aFocusedSubtreeIsRowZeroAndTimeZero();
    void crumbsAndHistoryLeadBackFromAFocus();
    void selectingOutsideLeavesTheFocus();
    void aHiddenSubtreeLeavesASentenceThatExpands();
    void aHiddenServiceIsCountedAndCanBeShownAgain();
    void walkingOverHiddenSpansLeavesThemHidden();
    void theNextErrorIsFoundAmongHiddenSpans();
    void hidingIsAStepOfTheHistory();
    void theMenuHidesServicesKindsAndShortSpans();
    void repeatsFoldIntoOneRowAndUnfold();
    void withoutRepeatsNothingFoldsAndItIsSaid();
    void groupsSpeakToAssistiveTools();
    void collapsedRowsShowWhenAnythingRunsBelow();
    void unionsAreThoseOfTheDefinition();
    void callsAndKindsAreDrawn();
    void leavingTheParentsTimeIsSaid();
    void longUnionsAreNotWaitedFor();
    void whatTheCacheKnowsArrivesInTheRows();
    void correctedClocksMoveAndMarkSpansButKeepTheRows();
};

void WaterfallRowsTest::aFocusedSubtreeIsRowZeroAndTimeZero()
{
    Stage stage(shop());
    QVERIFY(!stage.view.rowBar().isWanted());
    stage.selection.setCurrent(4);
    stage.view.focusSelected();
    QCOMPARE(stage.view.rows().rowCount(), 3);
    QCOMPARE(stage.view.rows().spanAt(0), SpanIndex(4));
    QCOMPARE(stage.axis.zeroNs(), (1000 + 500) * kMs);
    QVERIFY(stage.axis.visible().startNs > 1400 * kMs);
    QVERIFY(stage.view.rowBar().isVisible());
    QCOMPARE(stage.view.rowBar().crumbs(), QStringLiteral("trace › job: work"));
    // The rows begin below the bar.
    QVERIFY(stage.view.viewport()->geometry().top() > stage.view.rowBar().geometry().bottom());
}

void WaterfallRowsTest::crumbsAndHistoryLeadBackFromAFocus()
{
    Stage stage(shop());
    const TimeRange whole = stage.axis.visible();
    stage.selection.setCurrent(4);
    stage.view.focusSelected();
    stage.selection.setCurrent(6);
    stage.view.focusSelected();
    QCOMPARE(stage.view.rowBar().crumbs(), QStringLiteral("trace › job: work › db: commit"));
    stage.view.leaveFocus();
    QCOMPARE(stage.view.rows().focus(), SpanIndex(4));
    QCOMPARE(stage.selection.current(), SpanIndex(6));
    emit stage.view.rowBar().findChildren<QLabel*>().first()->linkActivated(QStringLiteral("0"));
    QCOMPARE(stage.view.rows().rowCount(), 7);
    QCOMPARE(stage.axis.visible(), whole);
    QCOMPARE(stage.axis.zeroNs(), 1000 * kMs);
    stage.view.leaveFocus();
    QCOMPARE(stage.view.rows().rowCount(), 7);
    stage.view.goBack();
    QCOMPARE(stage.view.rows().focus(), SpanIndex(4));
    QCOMPARE(stage.axis.zeroNs(), 1500 * kMs);
    stage.view.goBack();
    QCOMPARE(stage.view.rows().focus(), SpanIndex(6));
    stage.view.goForward();
    stage.view.goForward();
    QCOMPARE(stage.view.rows().rowCount(), 7);
}

void WaterfallRowsTest::selectingOutsideLeavesTheFocus()
{
    Stage stage(shop());
    stage.selection.setCurrent(4);
    stage.view.focusSelected();
    stage.selection.setCurrent(3);
    QCOMPARE(stage.view.rows().focus(), kNoSpan);
    QVERIFY(stage.view.rows().rowOf(3) >= 0);
    QVERIFY(!stage.view.rowBar().isVisible());
}

void WaterfallRowsTest::aHiddenSubtreeLeavesASentenceThatExpands()
{
    Stage stage(shop());
    stage.selection.setCurrent(4);
    stage.view.hideSelected();
    QCOMPARE(stage.view.rows().rowCount(), 5);
    QVERIFY(stage.texts().contains(QStringLiteral("3 spans hidden, 1 error")));
    QCOMPARE(stage.marks(MarkShape::ErrorBelow), 2); // the root's and the row's
    stage.click(4);
    QCOMPARE(stage.view.rows().rowCount(), 7);
    QCOMPARE(stage.selection.current(), SpanIndex(4));
}

void WaterfallRowsTest::aHiddenServiceIsCountedAndCanBeShownAgain()
{
    Stage stage(shop());
    stage.selection.setCurrent(5);
    stage.view.hideService();
    QCOMPARE(stage.view.rows().rowCount(), 5);
    const QStringList texts = stage.texts();
    QCOMPARE(texts.filter(QStringLiteral("2 spans of db hidden, 1 error")).size(), 2);
    QVERIFY(stage.view.rowBar().hiddenText().startsWith(QStringLiteral("4 spans hidden")));
    stage.view.showHidden();
    QCOMPARE(stage.view.rows().rowCount(), 7);
    QVERIFY(!stage.view.rowBar().isVisible());
}

void WaterfallRowsTest::walkingOverHiddenSpansLeavesThemHidden()
{
    Stage stage(shop());
    stage.selection.setCurrent(5);
    stage.view.hideService();
    stage.view.selectFirstRow();
    for (int row = 1; row < 5; ++row) {
        stage.view.selectNextRow();
        QCOMPARE(stage.selection.current(), stage.view.rows().spanAt(row));
        QCOMPARE(stage.view.rows().rowCount(), 5);
    }
    stage.view.collapseOrLeave();
    QCOMPARE(stage.selection.current(), SpanIndex(4));
    stage.view.expandOrEnter();
    QCOMPARE(stage.view.rows().rowCount(), 5);
    stage.view.expandOrEnter();
    QCOMPARE(stage.view.rows().rowCount(), 6);
}

void WaterfallRowsTest::theNextErrorIsFoundAmongHiddenSpans()
{
    Stage stage(shop());
    stage.selection.setCurrent(5);
    stage.view.hideService();
    stage.view.selectFirstRow();
    stage.view.selectNextError();
    QCOMPARE(stage.selection.current(), SpanIndex(1));
    QVERIFY(stage.view.rows().rowOf(1) >= 0);
    stage.view.selectNextError();
    QCOMPARE(stage.selection.current(), SpanIndex(6));
    QVERIFY(stage.view.rows().rowOf(6) >= 0);
    // Its neighbours stay hidden.
    QCOMPARE(stage.view.rows().rowOf(5), -1);
}

void WaterfallRowsTest::hidingIsAStepOfTheHistory()
{
    Stage stage(shop());
    stage.selection.setCurrent(4);
    stage.view.collapseAll();
    stage.view.expandAll();
    stage.view.selectFirstRow();
    stage.view.setServiceHidden(stage.selection.trace()->serviceId[1], true);
    QCOMPARE(stage.view.rows().rowCount(), 5);
    stage.view.goBack();
    QCOMPARE(stage.view.rows().rowCount(), 7);
    stage.view.goBack();
    QCOMPARE(stage.view.rows().rowCount(), 1);
    stage.view.goForward();
    stage.view.goForward();
    QCOMPARE(stage.view.rows().rowCount(), 5);
}

void WaterfallRowsTest::theMenuHidesServicesKindsAndShortSpans()
{
    Stage stage(shop());
    const auto trigger = [&stage](int submenu, const QString& text) {
        QMenu menu;
        fillHideMenu(menu, stage.view);
        for (QAction* action : menu.actions().at(submenu)->menu()->actions())
            if (action->text() == text)
                action->trigger();
    };
    trigger(0, QStringLiteral("db"));
    QCOMPARE(stage.view.rows().rowCount(), 5);
    trigger(0, QStringLiteral("db"));
    QCOMPARE(stage.view.rows().rowCount(), 7);
    trigger(1, QStringLiteral("client"));
    QCOMPARE(stage.view.rows().filteredCount(), SpanIndex(4));
    trigger(1, QStringLiteral("client"));
    trigger(2, QStringLiteral("10 ms"));
    QCOMPARE(stage.view.rows().filteredCount(), SpanIndex(1));
    trigger(2, QStringLiteral("None"));
    QCOMPARE(stage.view.rows().filteredCount(), SpanIndex(0));
}

void WaterfallRowsTest::repeatsFoldIntoOneRowAndUnfold()
{
    Stage stage(repeats());
    stage.view.toggleRepeats();
    QCOMPARE(stage.view.rows().rowCount(), 2);
    QVERIFY(stage.texts().contains(QStringLiteral("GET /item × 12")));
    QVERIFY(stage.texts().contains(QStringLiteral("sum 60 ms · slowest 5 ms, 1 error")));
    stage.click(1);
    QCOMPARE(stage.view.rows().rowCount(), 13);
    stage.view.toggleRepeats();
    QCOMPARE(stage.view.rows().rowCount(), 2);
    stage.view.toggleRepeats();
    QCOMPARE(stage.view.rows().rowCount(), 13);
}

void WaterfallRowsTest::withoutRepeatsNothingFoldsAndItIsSaid()
{
    Stage stage(shop());
    QSignalSpy said(&stage.view, &WaterfallView::noRepeats);
    stage.view.toggleRepeats();
    QCOMPARE(said.size(), 1);
    QVERIFY(!stage.view.rows().state()->foldsRepeats);
    QVERIFY(!stage.view.canGoBack());
}

void WaterfallRowsTest::groupsSpeakToAssistiveTools()
{
    Stage stage(repeats());
    stage.view.toggleRepeats();
    QAccessibleInterface* tree = QAccessible::queryAccessibleInterface(&stage.view);
    QCOMPARE(tree->childCount(), 2);
    const QAccessibleInterface* row = tree->child(1);
    QCOMPARE(row->text(QAccessible::Name), QStringLiteral("GET /item × 12 · sum 60 ms · slowest 5 ms, 1 error"));
    QVERIFY(row->state().collapsed);
    QCOMPARE(tree->indexOfChild(row), 1);
    QVERIFY(!row->rect().isEmpty());
    stage.view.expandAll();
    stage.view.collapseAll();
    QVERIFY(tree->child(0)->text(QAccessible::Name).endsWith(QStringLiteral("collapsed, 12 spans below")));
}

void WaterfallRowsTest::collapsedRowsShowWhenAnythingRunsBelow()
{
    Stage stage(shop());
    stage.view.setCollapsed(0, true);
    QColor strip = themeColors().mutedText;
    strip.setAlphaF(0.55F);
    const TimeScale scale = timeScaleOf(stage.view.metrics(), stage.axis.visible());
    std::vector<QRectF> pieces;
    for (const DrawList::Fill& fill : stage.view.frame().fills)
        if (fill.color == strip)
            pieces.push_back(fill.rect);
    // 0 to 400 ms and 500 to 900 ms.
    QCOMPARE(pieces.size(), std::size_t(2));
    QVERIFY(std::abs(pieces[0].right() - xOf(1400 * kMs, scale)) <= 1);
    QVERIFY(std::abs(pieces[1].left() - xOf(1500 * kMs, scale)) <= 1);
    QVERIFY(std::abs(pieces[1].right() - xOf(1900 * kMs, scale)) <= 1);
}

void WaterfallRowsTest::unionsAreThoseOfTheDefinition()
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const SpanTablePtr table = makeRandomTrace({.spans = 60, .seed = seed});
        const SpanRun run{seed, 60 - seed};
        const std::vector<TimeRange> found = unionOfIntervals(*table, run);
        for (std::size_t i = 1; i < found.size(); ++i)
            QVERIFY(found[i - 1].endNs < found[i].startNs);
        // Between any two neighbouring ends of intervals something runs, or nothing does.
        std::set<std::int64_t> ends;
        for (SpanIndex i = run.first; i < run.end; ++i)
            ends.insert({table->startNs[i], table->endNs(i)});
        for (auto at = ends.begin(); std::next(at) != ends.end(); ++at) {
            const std::int64_t middle = *at + (*std::next(at) - *at) / 2;
            bool runs = false;
            for (SpanIndex i = run.first; i < run.end; ++i)
                runs = runs || (table->startNs[i] <= middle && middle <= table->endNs(i));
            const bool isIn = std::any_of(found.begin(), found.end(), [middle](const TimeRange& range) {
                return range.startNs <= middle && middle <= range.endNs;
            });
            QCOMPARE(isIn, runs);
        }
    }
}

void WaterfallRowsTest::callsAndKindsAreDrawn()
{
    Stage stage(std::make_shared<SpanTable>(
        sketch({{0, "web", "GET", 0, 1000, StatusCode::Unset, SpanKind::Client},
                {1, "shop", "GET", 300, 400, StatusCode::Unset, SpanKind::Server},
                {2, "shop", "publish", 400, 10, StatusCode::Unset, SpanKind::Producer},
                {3, "mail", "take", 500, 10, StatusCode::Unset, SpanKind::Consumer}})));
    for (const MarkShape shape :
         {MarkShape::KindClient, MarkShape::KindServer, MarkShape::KindProducer, MarkShape::KindConsumer})
        QCOMPARE(stage.marks(shape), 1);
    // What the call spends under way is lighter: 300 ms before the server runs, and 300 ms after.
    QColor veil = themeColors().base;
    veil.setAlphaF(0.62F);
    const TimeScale scale = timeScaleOf(stage.view.metrics(), stage.axis.visible());
    std::vector<QRectF> veiled;
    for (const DrawList::Fill& fill : stage.view.frame().fills)
        if (fill.color == veil)
            veiled.push_back(fill.rect);
    QCOMPARE(veiled.size(), std::size_t(2));
    QVERIFY(std::abs(veiled[0].right() - xOf(1300 * kMs, scale)) <= 1);
    QVERIFY(std::abs(veiled[1].left() - xOf(1700 * kMs, scale)) <= 1);
}

void WaterfallRowsTest::leavingTheParentsTimeIsSaid()
{
    Stage stage(std::make_shared<SpanTable>(
        sketch({{0, "a", "parent", 100, 100}, {1, "a", "early", 80, 50}, {1, "a", "late", 150, 80}})));
    QVERIFY(stage.view.describe(1).contains(QStringLiteral("starts 20 ms before its parent")));
    QVERIFY(stage.view.describe(2).contains(QStringLiteral("outlasts its parent by 30 ms")));
    const auto& fills = stage.view.frame().fills;
    QCOMPARE(std::count_if(fills.begin(), fills.end(),
                           [](const DrawList::Fill& fill) { return fill.color == themeColors().warning; }),
             1);
}

void WaterfallRowsTest::longUnionsAreNotWaitedFor()
{
    const SpanTablePtr table = makeRandomTrace({.spans = 300'000, .deepest = 16});
    Stage stage(table);
    stage.view.setServiceHidden(table->serviceId[1], true);
    stage.view.collapseAll();
    // Long unions arrive later; the frame does not wait for them.
    const std::size_t before = stage.view.frame().fills.size();
    QTRY_VERIFY(stage.view.frame().fills.size() > before);
    stage.view.showHidden();
    stage.view.expandAll();
    QCOMPARE(stage.view.rows().rowCount(), 300'000);
}

void WaterfallRowsTest::whatTheCacheKnowsArrivesInTheRows()
{
    Stage stage(shop());
    stage.view.setExtrasSource([](const std::vector<std::int64_t>& rowIds, const std::stop_token&) {
        std::vector<FetchedSpan> details(rowIds.size());
        for (std::size_t i = 0; i < rowIds.size(); ++i) {
            if (rowIds[i] != 2)
                continue;
            details[i].detail.attributes = {{"db.system", {std::string("postgresql")}},
                                            {"rows", {std::int64_t{7}}}};
            details[i].detail.links.resize(1);
            details[i].linksIn = 2;
            details[i].detail.events = {{1060 * kMs, "exception", {}, 0}, {1010 * kMs, "sent", {}, 0}};
        }
        return Result<std::vector<FetchedSpan>>(std::move(details));
    });
    QTRY_COMPARE(stage.marks(MarkShape::Link), 1);
    QCOMPARE(stage.marks(MarkShape::LinkIn), 1);
    QCOMPARE(stage.texts().filter(QStringLiteral("→ postgresql")).size(), 1);
    QCOMPARE(
        stage.view.describe(1),
        QStringLiteral("db, read, 100 ms, error, client, 2 events, 1 link, linked from 2 spans, peer postgresql"));
    const auto& fills = stage.view.frame().fills;
    QVERIFY(std::any_of(fills.begin(), fills.end(),
                        [](const DrawList::Fill& fill) { return fill.color == themeColors().error; }));
    QCOMPARE(stage.view.knownAttributes(), (QStringList{QStringLiteral("db.system"), QStringLiteral("rows")}));
    stage.view.setShownAttributes({QStringLiteral("rows")});
    QTRY_VERIFY(stage.texts().contains(QStringLiteral("7")));
    QVERIFY(stage.view.describe(1).endsWith(QStringLiteral("rows 7")));

    // A click on a tick selects the span and names the event as it was recorded: "sent" is the second one.
    QTRY_VERIFY(stage.view.extraOf(1) != nullptr);
    QSignalSpy links(&stage.view, &WaterfallView::linksWanted);
    const std::vector<DrawList::Mark> marks = stage.view.frame().marks;
    const auto mark = std::find_if(marks.begin(), marks.end(),
                                   [](const DrawList::Mark& one) { return one.shape == MarkShape::LinkIn; });
    QVERIFY(mark != marks.end());
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, mark->rect.center().toPoint());
    QCOMPARE(links.size(), 1);
    QCOMPARE(links[0][0].toUInt(), 1U);
    QVERIFY(links[0][1].toBool());
    stage.selection.setCurrent(0);
    QSignalSpy chosen(&stage.view, &WaterfallView::eventChosen);
    const double x = xOf(1010 * kMs, timeScaleOf(stage.view.metrics(), stage.axis.visible()));
    QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {},
                      QPoint(qRound(x), stage.view.rowRect(1).center().y()));
    QCOMPARE(stage.selection.current(), 1U);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][1].toUInt(), 1U);
}

void WaterfallRowsTest::correctedClocksMoveAndMarkSpansButKeepTheRows()
{
    const SpanTablePtr recorded = std::make_shared<SpanTable>(
        sketch({{0, "web", "call", 0, 1000, StatusCode::Unset, SpanKind::Client},
                {1, "web", "early", 10, 5},
                {1, "db", "serve", 1500, 800, StatusCode::Unset, SpanKind::Server},
                {2, "db", "work", 1600, 100}}));
    Stage stage(recorded);
    stage.view.setCollapsed(2, true);
    stage.selection.setCurrent(2);
    QCOMPARE(stage.marks(MarkShape::Moved), 0);
    ClockLayer clocks = ClockLayer::estimate(*recorded);
    clocks.setOffset(clocks.hostOf(2), -1495 * kMs);
    const CorrectedTrace corrected = correctTrace(*recorded, clocks);
    stage.selection.renumber(corrected.table, corrected.placeOf);
    // The server now begins before the span that stood above it.
    QCOMPARE(stage.selection.current(), 1U);
    QCOMPARE(stage.view.rows().rowCount(), 3);
    QVERIFY(stage.view.rows().isCollapsed(1));
    QCOMPARE(stage.marks(MarkShape::Moved), 1);
    QCOMPARE(stage.texts().filter(QStringLiteral("moved -1.50 s")).size(), 1);
    QVERIFY(stage.view.describe(1).contains(QStringLiteral("moved -1.50 s")));
}

QTEST_MAIN(WaterfallRowsTest)
#include "tst_waterfall_rows.moc"
