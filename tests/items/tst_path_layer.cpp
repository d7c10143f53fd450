// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/path_layer.h"

#include "analysis/trace_sketch.h"
#include "support/random_trace.h"

#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// The path: root 0–10, query 10–30, root 30–40, copy 40–90, root 90–100. The log ran beside the query.
SpanTablePtr shopTrace()
{
    return std::make_shared<SpanTable>(sketch({{0, "gw", "root", 0, 100},
                                               {1, "db", "query", 10, 20},
                                               {1, "log", "log", 12, 5},
                                               {1, "fs", "copy", 40, 50}}));
}

struct Stage {
    explicit Stage(const SpanTablePtr& trace = shopTrace())
        : layer(selection)
    {
        selection.setTrace(trace);
        found = QTest::qWaitFor([this] { return layer.path() != nullptr; });
    }
    Selection selection;
    PathLayer layer;
    bool found = false;
};

} // namespace

class TestPathLayer : public QObject
{
    Q_OBJECT

private slots:
    void cleanupTestCase() { QThreadPool::globalInstance()->waitForDone(); }

    void segmentsOfASubtreeAreOneRun()
    {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            const SpanTablePtr trace = makeRandomTrace({.spans = 300, .deepest = 7, .seed = seed});
            const TracePath path = TracePath::of(*trace);
            QVERIFY(!path.path.segments.empty());
            for (SpanIndex span = 0; span < trace->size(); ++span) {
                std::uint32_t inside = 0;
                for (const PathSegment& segment : path.path.segments)
                    inside += segment.span >= span && segment.span < trace->subtreeEnd(span) ? 1U : 0U;
                if (inside == 0) {
                    QCOMPARE(path.firstBelow[span], kNoSegment);
                    continue;
                }
                QCOMPARE(path.lastBelow[span] - path.firstBelow[span] + 1, inside);
                for (std::uint32_t at = path.firstBelow[span]; at <= path.lastBelow[span]; ++at) {
                    QVERIFY(path.segment(at).span >= span);
                    QVERIFY(path.segment(at).span < trace->subtreeEnd(span));
                }
            }
        }
    }

    void walkingGoesThroughAllSegmentsAndRound()
    {
        Stage stage;
        QVERIFY(stage.found);
        QSignalSpy walked(&stage.layer, &PathLayer::walked);
        QList<SpanIndex> spans;
        for (int i = 0; i < 6; ++i) {
            stage.layer.walk(true);
            spans << stage.selection.current();
        }
        QCOMPARE(spans, QList<SpanIndex>({0, 1, 0, 3, 0, 0}));
        QCOMPARE(walked.last().first().toUInt(), 0U);
        stage.layer.walk(false);
        QCOMPARE(stage.layer.current(), 4U);
    }

    void walkingStartsFromTheSelectedSpan()
    {
        Stage stage;
        QVERIFY(stage.found);
        stage.selection.setCurrent(3);
        stage.layer.walk(true);
        QCOMPARE(stage.selection.current(), SpanIndex(3));
        QCOMPARE(stage.layer.current(), 3U);
        // Not on the path: on with what was waited for meanwhile.
        stage.selection.setCurrent(2);
        QCOMPARE(stage.layer.current(), kNoSegment);
        stage.layer.walk(true);
        QCOMPARE(stage.selection.current(), SpanIndex(1));
    }

    void aTraceWithoutLengthHasNothingToWalk()
    {
        Stage stage(std::make_shared<SpanTable>(sketch({{0, "gw", "root", 0, 0}})));
        QVERIFY(stage.found);
        stage.layer.walk(true);
        QCOMPARE(stage.selection.current(), kNoSpan);
        QCOMPARE(stage.layer.current(), kNoSegment);
    }

    void anotherTraceForgetsThePath()
    {
        Stage stage;
        QVERIFY(stage.found);
        stage.layer.walk(true);
        stage.selection.setTrace(nullptr);
        QVERIFY(stage.layer.path() == nullptr);
        QCOMPARE(stage.layer.current(), kNoSegment);
        stage.layer.walk(true);
    }
};

QTEST_GUILESS_MAIN(TestPathLayer)
#include "tst_path_layer.moc"
