// SPDX-License-Identifier: GPL-3.0-or-later
// The critical path in the rows of a waterfall.
#include "views/waterfall/path_pieces.h"

#include "analysis/trace_sketch.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/waterfall_view.h"

#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

using namespace tailrace;
using namespace tailrace::test;

namespace {

SpanTablePtr shopTrace()
{
    return std::make_shared<SpanTable>(
        sketch({{0, "gw", "root", 0, 1000}, {1, "db", "query", 100, 200}, {1, "fs", "copy", 400, 500}}));
}

TimeScale scaleOf(const SpanTable& table, double width)
{
    return {{table.traceStartNs, table.traceStartNs + table.traceDurationNs}, 0, width, nullptr};
}

double sum(const std::vector<PathPiece>& pieces, bool waits)
{
    double all = 0;
    for (const PathPiece& piece : pieces)
        all += piece.waits == waits ? piece.to - piece.from : 0;
    return all;
}

} // namespace

class TestPathPieces : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(); }
    void cleanupTestCase() { QThreadPool::globalInstance()->waitForDone(); }

    void aRowShowsItsOwnSegments()
    {
        const SpanTablePtr trace = shopTrace();
        const ShownPath shown{std::make_shared<TracePath>(TracePath::of(*trace))};
        const auto root = pathPieces(shown, 0, false, scaleOf(*trace, 1000), 1);
        QCOMPARE(root.size(), std::size_t(3));
        QCOMPARE(sum(root, true), 300.0);
        QCOMPARE(root[1].from, 300.0);
        QCOMPARE(root[1].to, 400.0);
        const auto query = pathPieces(shown, 1, false, scaleOf(*trace, 1000), 1);
        QCOMPARE(query.size(), std::size_t(1));
        QVERIFY(!query[0].waits);
    }

    void aCollapsedRowCarriesWhatIsBelow()
    {
        const SpanTablePtr trace = shopTrace();
        const ShownPath shown{std::make_shared<TracePath>(TracePath::of(*trace))};
        const auto pieces = pathPieces(shown, 0, true, scaleOf(*trace, 1000), 1);
        QCOMPARE(sum(pieces, true), 300.0);
        QCOMPARE(sum(pieces, false), 700.0);
        QCOMPARE(pathSegmentAt(*shown.path, 0, true, trace->startNs[1]), 1U);
        QCOMPARE(pathSegmentAt(*shown.path, 0, false, trace->startNs[1]), kNoSegment);
    }

    void piecesNeverOverlapAndFollowThePixels()
    {
        std::vector<SketchedSpan> spans{{0, "gw", "root", 0, 20'000}};
        for (std::int64_t i = 0; i < 5000; ++i)
            spans.push_back({1, "db", "query", 4 * i, 3});
        const auto trace = std::make_shared<SpanTable>(sketch(spans));
        const ShownPath shown{std::make_shared<TracePath>(TracePath::of(*trace)), true};
        QVERIFY(shown.path->path.segments.size() == 10'000);
        for (const double width : {10.0, 333.0, 1500.0}) {
            const auto pieces = pathPieces(shown, trace->mainRoot, true, scaleOf(*trace, width), 1);
            QVERIFY(pieces.size() <= static_cast<std::size_t>(width) + 1);
            double end = 0;
            for (const PathPiece& piece : pieces) {
                QVERIFY(piece.from >= end);
                QVERIFY(piece.to > piece.from);
                QVERIFY(piece.to <= width);
                end = piece.to;
            }
        }
    }

    void segmentsTellTheirShareAndReason()
    {
        const SpanTablePtr trace = shopTrace();
        const TracePath path = TracePath::of(*trace);
        const QStringList lines = pathSegmentLines(*trace, path, 3);
        QCOMPARE(lines[0], QStringLiteral("Critical path: 500 ms, 50 % of 1.00 s"));
        QVERIFY(lines[1].contains(QStringLiteral("fs › copy")));
        QVERIFY(lines[1].contains(QStringLiteral("no children")));
        QVERIFY(pathSegmentLines(*trace, path, 0)[1].contains(QStringLiteral("a gap")));
    }

    void emphasisDimsWhatIsNotOnThePath()
    {
        Selection selection;
        TimeAxis axis;
        PathLayer layer(selection);
        WaterfallView view(selection, axis);
        view.setPathLayer(&layer);
        view.resize(1000, 400);
        selection.setTrace(shopTrace());
        view.show();
        QTRY_VERIFY(layer.path() != nullptr);
        const QColor color = Theme::instance().serviceColor("gw");
        const auto widest = [&](const QColor& wanted) {
            double width = 0;
            for (const DrawList::Fill& fill : view.frame().fills)
                if (fill.color == wanted && fill.rect.left() >= view.metrics().timeLeft())
                    width = std::max(width, fill.rect.width());
            return width;
        };
        QVERIFY(widest(color) > 400);
        layer.setEmphasised(true);
        QVERIFY(widest(color) < 200);
        QVERIFY(widest(dimmed(color)) > 400);
    }

    void walkingScrollsTimeToTheSegment()
    {
        Selection selection;
        TimeAxis axis;
        PathLayer layer(selection);
        WaterfallView view(selection, axis);
        view.setPathLayer(&layer);
        view.resize(1000, 400);
        const SpanTablePtr trace = shopTrace();
        selection.setTrace(trace);
        view.show();
        QTRY_VERIFY(layer.path() != nullptr);
        axis.setVisible({trace->startNs[0], trace->startNs[0] + 50 * kMs});
        for (int i = 0; i < 4; ++i)
            view.selectNextSegment();
        QCOMPARE(selection.current(), SpanIndex(2));
        QVERIFY(axis.visible().startNs < trace->endNs(2));
        QVERIFY(axis.visible().endNs > trace->startNs[2]);
        view.selectPreviousSegment();
        QCOMPARE(selection.current(), SpanIndex(0));
    }
};

QTEST_MAIN(TestPathPieces)
#include "tst_path_pieces.moc"
