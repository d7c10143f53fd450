// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/flame/flame_view.h"

#include "analysis/trace_sketch.h"
#include "support/random_trace.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"

#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>
#include <QWheelEvent>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// 0 root, 1 and 2 are the same operation, 3 lies below 2.
SpanTablePtr shopTrace()
{
    return std::make_shared<SpanTable>(sketch({{0, "gw", "root", 0, 1000},
                                               {1, "db", "query", 100, 200},
                                               {1, "db", "query", 400, 500, StatusCode::Error},
                                               {2, "fs", "read", 450, 100}}));
}

struct Stage {
    explicit Stage(FlameKind kind, const SpanTablePtr& trace = shopTrace())
        : path(selection)
        , view(kind, selection, axis, path)
    {
        if (kind == FlameKind::ByTime && trace != nullptr)
            axis.setTrace(trace->traceStartNs, trace->traceDurationNs);
        selection.setTrace(trace);
        view.resize(1000, 400);
        view.show();
        view.setFocus();
        ready = QTest::qWaitFor([this] { return view.layout() != nullptr; });
    }
    [[nodiscard]] QPoint middle(SpanIndex span) const { return view.rectOf(span).center().toPoint(); }

    Selection selection;
    TimeAxis axis;
    PathLayer path;
    FlameView view;
    bool ready = false;
};

} // namespace

class TestFlameView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(); }
    void cleanupTestCase() { QThreadPool::globalInstance()->waitForDone(); }

    void aClickSelectsAndZooms()
    {
        Stage stage(FlameKind::ByTime);
        QVERIFY(stage.ready);
        const TimeRange whole = stage.axis.visible();
        QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, stage.middle(1));
        QCOMPARE(stage.selection.current(), SpanIndex(1));
        QVERIFY(lengthNs(stage.axis.visible()) < lengthNs(whole) / 2);
        QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, QPoint(500, stage.view.metrics().top + 2));
        QCOMPARE(stage.selection.current(), SpanIndex(0));
        QVERIFY(stage.axis.visible().startNs <= whole.startNs);
    }

    void aDragMovesWithoutSelecting()
    {
        Stage stage(FlameKind::ByTime);
        QVERIFY(stage.ready);
        stage.axis.zoomAt(stage.axis.trace().startNs, 4);
        const TimeRange before = stage.axis.visible();
        QTest::mousePress(stage.view.viewport(), Qt::LeftButton, {}, QPoint(600, 300));
        for (const int x : {550, 400}) {
            QMouseEvent move(QEvent::MouseMove, QPointF(x, 300), stage.view.mapToGlobal(QPoint(x, 300)),
                             Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(stage.view.viewport(), &move);
        }
        QTest::mouseRelease(stage.view.viewport(), Qt::LeftButton, {}, QPoint(400, 300));
        QVERIFY(stage.axis.visible().startNs > before.startNs);
        QCOMPARE(stage.selection.current(), kNoSpan);
    }

    void ctrlWheelZoomsAtThePointer()
    {
        Stage stage(FlameKind::ByTime);
        QVERIFY(stage.ready);
        const TimeRange before = stage.axis.visible();
        const QPointF at(500, 100);
        QWheelEvent wheel(at, stage.view.mapToGlobal(at), {}, QPoint(0, 120), Qt::NoButton, Qt::ControlModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(stage.view.viewport(), &wheel);
        QVERIFY(lengthNs(stage.axis.visible()) < lengthNs(before));
    }

    void keysWalkTheBoxes()
    {
        Stage stage(FlameKind::ByTime);
        QVERIFY(stage.ready);
        const auto press = [&](Qt::Key key) {
            QTest::keyClick(&stage.view, key);
            return stage.selection.current();
        };
        QCOMPARE(press(Qt::Key_Down), SpanIndex(0));
        QCOMPARE(press(Qt::Key_Down), SpanIndex(1));
        QCOMPARE(press(Qt::Key_Right), SpanIndex(2));
        QCOMPARE(press(Qt::Key_Down), SpanIndex(3));
        QCOMPARE(press(Qt::Key_Up), SpanIndex(2));
        QCOMPARE(press(Qt::Key_Left), SpanIndex(1));
        QVERIFY(stage.view.accessibleDescription().startsWith(QStringLiteral("db, query, 200 ms")));
        const TimeRange whole = stage.axis.visible();
        press(Qt::Key_Return);
        QVERIFY(stage.axis.visible() != whole);
        QCOMPARE(press(Qt::Key_Home), SpanIndex(0));
    }

    void mergedBoxesStandForAllSpansOfAName()
    {
        Stage stage(FlameKind::Merged);
        QVERIFY(stage.ready);
        QCOMPARE(&stage.view.layout()->boxOf(1), &stage.view.layout()->boxOf(2));
        QVERIFY(stage.view.describe(stage.view.layout()->boxOf(1)).contains(QStringLiteral("2 spans")));
        QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, stage.middle(1));
        QCOMPARE(stage.selection.current(), SpanIndex(2)); // the longest
        QTest::keyClick(&stage.view, Qt::Key_Down);
        QCOMPARE(stage.selection.current(), SpanIndex(3));
        QTest::keyClick(&stage.view, Qt::Key_Up);
        QTest::keyClick(&stage.view, Qt::Key_Up);
        QCOMPARE(stage.selection.current(), SpanIndex(0));
    }

    void matchesDimWhatWasNotFound()
    {
        Stage stage(FlameKind::ByTime);
        QVERIFY(stage.ready);
        const QColor database = Theme::instance().serviceColor("db");
        const auto isDrawn = [&](const QColor& color) {
            const auto& fills = stage.view.frame().fills;
            return std::any_of(fills.begin(), fills.end(),
                               [&](const DrawList::Fill& fill) { return fill.color == color; });
        };
        QVERIFY(isDrawn(database));
        stage.view.setMatches({{0}, MatchMode::Dim});
        QVERIFY(!isDrawn(database));
        stage.view.setMatches({{0}, MatchMode::Plain});
        QVERIFY(isDrawn(database));
        const auto& frames = stage.view.frame().frames;
        QVERIFY(std::any_of(frames.begin(), frames.end(), [](const DrawList::Frame& frame) {
            return frame.color == themeColors().warning;
        }));
        stage.view.setMatches({});
        QVERIFY(isDrawn(database));
    }

    void aFrameFollowsThePixelsNotTheTrace()
    {
        Stage stage(FlameKind::ByTime, makeRandomTrace({.spans = 100'000, .deepest = 12}));
        QVERIFY(stage.ready);
        const auto pixels = static_cast<std::size_t>(stage.view.viewport()->width());
        const auto rows = static_cast<std::size_t>(stage.view.metrics().rowsFitting()) + 1;
        QVERIFY(!stage.view.frame().fills.empty());
        QVERIFY(stage.view.frame().fills.size() <= pixels * rows);
        for (const DrawList::Fill& fill : stage.view.frame().fills) {
            QVERIFY(fill.rect.left() >= 0);
            QVERIFY(fill.rect.right() <= static_cast<double>(pixels) + 1);
        }
    }

    void noTraceAndEmptyTraceAreHarmless()
    {
        Selection selection;
        TimeAxis axis;
        PathLayer path(selection);
        FlameView view(FlameKind::ByTime, selection, axis, path);
        view.resize(300, 200);
        view.show();
        QTest::keyClick(&view, Qt::Key_Down);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(100, 100));
        selection.setTrace(std::make_shared<SpanTable>());
        (void)view.grab();
        QVERIFY(view.layout() == nullptr);
    }
};

QTEST_MAIN(TestFlameView)
#include "tst_flame_view.moc"
