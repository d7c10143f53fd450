// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/waterfall_scene.h"

#include "analysis/trace_sketch.h"
#include "support/random_trace.h"
#include "views/common/theme.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

namespace {

WaterfallMetrics screen()
{
    WaterfallMetrics metrics;
    metrics.width = 1400;
    metrics.height = 960;
    return metrics;
}

TimeRange rangeOf(const SpanTable& table)
{
    return {table.traceStartNs, table.traceStartNs + table.traceDurationNs};
}

std::uint32_t deepest(const SpanTable& table)
{
    return *std::max_element(table.depth.begin(), table.depth.end());
}

std::size_t primitives(const DrawList& list)
{
    return list.fills.size() + list.frames.size() + list.marks.size() + list.texts.size();
}

QStringList texts(const DrawList& list)
{
    QStringList found;
    for (const DrawList::Text& text : list.texts)
        found << text.text.text();
    return found;
}

int count(const DrawList& list, MarkShape shape)
{
    return static_cast<int>(std::count_if(list.marks.begin(), list.marks.end(),
                                          [shape](const DrawList::Mark& mark) { return mark.shape == shape; }));
}

/// The rectangle that encloses what is filled with this colour right of the names.
QRectF barOf(const DrawList& list, const QColor& color, const WaterfallMetrics& metrics)
{
    QRectF all;
    for (const DrawList::Fill& fill : list.fills)
        if (fill.color == color && fill.rect.left() >= metrics.timeLeft())
            all |= fill.rect;
    return all;
}

struct Drawn {
    SpanTablePtr table;
    RowLayout rows;
    WaterfallScene scene;

    explicit Drawn(SpanTable sketched)
        : table(std::make_shared<SpanTable>(std::move(sketched)))
        , rows(table)
    {
        scene.setTable(table.get());
    }
    DrawList list(const WaterfallMetrics& metrics = screen())
    {
        return scene.build(rows, 0, rangeOf(*table), metrics);
    }
};

} // namespace

class WaterfallSceneTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        Theme::instance().setMode(ThemeMode::Light);
        Theme::instance().apply();
    }
    void workFollowsTheScreenNotTheTrace();
    void barsLieAtTheirTimes();
    void tinySpansStayVisible();
    void childrenOutsideTheirParentAreDrawnAsTheyAre();
    void errorsAreToldByShape();
    void oddSpansCarryAWarning();
    void unknownEndsStayOpen();
    void spansOutsideTheViewPointToTheirSide();
    void everythingStaysNearTheViewAtAnyZoom();
    void collapsedRowsCountWhatTheyHide();
    void labelsStandInsideOrBeside();
    void longNamesAreShortened();
    void veryDeepTracesKeepRoomForNames();
    void pictureIsDrawn();
};

void WaterfallSceneTest::workFollowsTheScreenNotTheTrace()
{
    std::vector<std::size_t> sizes;
    const WaterfallMetrics metrics = screen();
    for (const SpanIndex spans : {1'000U, 100'000U}) {
        const SpanTablePtr table = makeRandomTrace({.spans = spans, .deepest = 20});
        RowLayout rows(table);
        WaterfallScene scene;
        scene.setTable(table.get());
        WaterfallMetrics own = metrics;
        own.deepest = deepest(*table);
        std::size_t most = 0;
        for (const int first : {0, rows.rowCount() / 3, rows.rowCount() - 40})
            for (const std::int64_t zoom : {1, 50, 5000}) {
                TimeRange range = rangeOf(*table);
                range.endNs = range.startNs + lengthNs(range) / zoom;
                most = std::max(most, primitives(scene.build(rows, first, range, own)));
            }
        sizes.push_back(most);
    }
    const auto perRow = static_cast<double>(sizes[1]) / metrics.rowsTouched();
    QVERIFY2(perRow < 20, qPrintable(QString::number(perRow)));
    QVERIFY(sizes[1] < sizes[0] * 3 / 2);
}

void WaterfallSceneTest::barsLieAtTheirTimes()
{
    Drawn drawn(sketch({{0, "gateway", "root", 0, 1000}, {1, "auth", "check", 250, 500}}));
    const WaterfallMetrics metrics = screen();
    const DrawList list = drawn.list(metrics);
    const QRectF root = barOf(list, drawn.scene.serviceColor(0), metrics);
    const QRectF child = barOf(list, drawn.scene.serviceColor(1), metrics);
    QCOMPARE(root.left(), 400.0);
    QCOMPARE(root.right(), 1400.0);
    QCOMPARE(child.left(), 650.0);
    QCOMPARE(child.right(), 1150.0);
    QCOMPARE(root.height(), double(metrics.barHeight));
    QVERIFY(root.top() > 0 && root.bottom() < metrics.rowHeight);
    QVERIFY(child.top() > metrics.rowHeight && child.bottom() < 2 * metrics.rowHeight);
}

void WaterfallSceneTest::tinySpansStayVisible()
{
    Drawn drawn(sketch({{0, "gateway", "root", 0, 3'600'000}, {1, "auth", "check", 1000, 0}}));
    const WaterfallMetrics metrics = screen();
    const QRectF bar = barOf(drawn.list(metrics), drawn.scene.serviceColor(1), metrics);
    QCOMPARE(bar.width(), kNarrowestBar);
}

void WaterfallSceneTest::childrenOutsideTheirParentAreDrawnAsTheyAre()
{
    Drawn drawn(sketch({{0, "gateway", "root", 0, 1000},
                        {1, "auth", "parent", 400, 200},
                        {2, "cart", "before and after", 200, 800}}));
    const WaterfallMetrics metrics = screen();
    const DrawList list = drawn.list(metrics);
    const QRectF parent = barOf(list, drawn.scene.serviceColor(1), metrics);
    const QRectF child = barOf(list, drawn.scene.serviceColor(2), metrics);
    QCOMPARE(child.left(), 600.0);
    QCOMPARE(child.right(), 1400.0);
    QVERIFY(child.left() < parent.left() && child.right() > parent.right());
}

void WaterfallSceneTest::errorsAreToldByShape()
{
    Drawn drawn(sketch({{0, "gateway", "root", 0, 1000},
                        {1, "auth", "broken", 100, 500, StatusCode::Error},
                        {1, "auth", "broken, short", 610, 5, StatusCode::Error},
                        {1, "auth", "fine", 600, 100}}));
    const DrawList list = drawn.list();
    QCOMPARE(count(list, MarkShape::ErrorBelow), 1);
    QCOMPARE(count(list, MarkShape::Error), 3); // beside each name, and beside the bar that is short
    QCOMPARE(list.frames.size(), std::size_t(2));
    QCOMPARE(list.frames.front().color, Theme::instance().colors().error);
}

void WaterfallSceneTest::oddSpansCarryAWarning()
{
    Drawn drawn(sketch(
        {{0, "gateway", "root", 0, 1000},
         {1, "auth", "orphan", 100, 500, StatusCode::Unset, SpanKind::Internal, marked(SpanMark::DuplicateId)},
         {1, "auth", "shared", 600, 100, StatusCode::Unset, SpanKind::Server, marked(SpanMark::SharedSpan)}}));
    // A shared span is how Zipkin records calls, nothing to warn of.
    QCOMPARE(count(drawn.list(), MarkShape::Warning), 1);
}

void WaterfallSceneTest::unknownEndsStayOpen()
{
    Drawn drawn(sketch({{0, "gateway", "root", 0, 1000},
                        {1, "auth", "unfinished", 500, 0, StatusCode::Unset, SpanKind::Internal,
                         marked(SpanMark::DurationUnknown)}}));
    const WaterfallMetrics metrics = screen();
    const DrawList list = drawn.list(metrics);
    QVERIFY(texts(list).contains(QStringLiteral("no end recorded")));
    QVERIFY(texts(list).contains(QStringLiteral("–")));
    double right = 0;
    float lastAlpha = 2;
    for (const DrawList::Fill& fill : list.fills) {
        if (fill.rect.top() < metrics.rowHeight || fill.rect.left() < metrics.timeLeft())
            continue;
        QVERIFY(fill.color.alphaF() < lastAlpha);
        lastAlpha = fill.color.alphaF();
        right = fill.rect.right();
    }
    QVERIFY(lastAlpha < 0.2F);
    QVERIFY(right > 900 + 50);
}

void WaterfallSceneTest::spansOutsideTheViewPointToTheirSide()
{
    Drawn drawn(sketch({{0, "a", "root", 0, 1000}, {1, "b", "early", 0, 100}, {1, "c", "late", 900, 100}}));
    const std::int64_t start = drawn.table->traceStartNs;
    const DrawList list = drawn.scene.build(drawn.rows, 0, {start + 400 * kMs, start + 500 * kMs}, screen());
    QCOMPARE(count(list, MarkShape::BeforeView), 1);
    QCOMPARE(count(list, MarkShape::AfterView), 1);
}

void WaterfallSceneTest::everythingStaysNearTheViewAtAnyZoom()
{
    const SpanTablePtr table = makeRandomTrace({.spans = 400});
    RowLayout rows(table);
    WaterfallScene scene;
    scene.setTable(table.get());
    const WaterfallMetrics metrics = screen();
    const QRectF near(-10, -30, metrics.width + 20, metrics.height + 60);
    for (std::int64_t length = table->traceDurationNs; length >= 10; length /= 7) {
        const std::int64_t start = table->startNs[5] - length / 3;
        const DrawList list = scene.build(rows, 0, {start, start + length}, metrics);
        for (const DrawList::Fill& fill : list.fills) {
            QVERIFY(near.contains(fill.rect));
        }
        for (const DrawList::Frame& frame : list.frames)
            QVERIFY(near.contains(frame.rect));
        for (const DrawList::Text& text : list.texts)
            QVERIFY(near.contains(text.topLeft));
    }
}

void WaterfallSceneTest::collapsedRowsCountWhatTheyHide()
{
    Drawn drawn(
        sketch({{0, "a", "root", 0, 100}, {1, "b", "x", 0, 10}, {2, "b", "y", 0, 5}, {1, "b", "z", 20, 5}}));
    QCOMPARE(count(drawn.list(), MarkShape::Expanded), 2);
    drawn.rows.setCollapsed(0, true);
    const DrawList list = drawn.list();
    QCOMPARE(count(list, MarkShape::Collapsed), 1);
    QCOMPARE(count(list, MarkShape::Expanded), 0);
    QVERIFY(texts(list).contains(QStringLiteral("+3")));
}

void WaterfallSceneTest::labelsStandInsideOrBeside()
{
    Drawn drawn(sketch({{0, "a", "root", 0, 1000}, {1, "b", "short", 0, 20}, {1, "c", "late", 960, 40}}));
    const WaterfallMetrics metrics = screen();
    const DrawList list = drawn.list(metrics);
    const auto labelAt = [&](const QString& text) {
        for (const DrawList::Text& label : list.texts)
            if (label.small && label.text.text() == text)
                return label;
        return DrawList::Text{QPointF(-1, -1), {}, {}, false};
    };
    const DrawList::Text inside = labelAt(QStringLiteral("1.00 s · 100 %"));
    QVERIFY(inside.topLeft.x() > 400 && inside.topLeft.x() < 420);
    QVERIFY(inside.color != Theme::instance().colors().mutedText);
    const DrawList::Text right = labelAt(QStringLiteral("20 ms"));
    QVERIFY(right.topLeft.x() > 420);
    QCOMPARE(right.color, Theme::instance().colors().mutedText);
    QVERIFY(labelAt(QStringLiteral("40 ms")).topLeft.x() < 1360);
    QVERIFY(labelAt(QStringLiteral("40 ms")).topLeft.x() > 1250);
}

void WaterfallSceneTest::longNamesAreShortened()
{
    const std::string name(50'000, 'x');
    Drawn drawn(sketch({{0, "service with a long name", name, 0, 100}}));
    WaterfallMetrics metrics = screen();
    for (const int treeWidth : {160, 300, 700}) {
        metrics.treeWidth = treeWidth;
        for (const DrawList::Text& text : drawn.list(metrics).texts)
            if (text.topLeft.x() < metrics.namesEnd())
                QVERIFY(text.topLeft.x() + text.text.size().width() <= metrics.namesEnd() + 1);
    }
}

void WaterfallSceneTest::veryDeepTracesKeepRoomForNames()
{
    std::vector<SketchedSpan> spans;
    for (std::uint32_t depth = 0; depth < 3000; ++depth)
        spans.push_back({depth, "a", "down", 0, 10'000 - depth});
    Drawn drawn(sketch(spans));
    WaterfallMetrics metrics = screen();
    metrics.deepest = 2999;
    const DrawList list = drawn.scene.build(drawn.rows, 2950, rangeOf(*drawn.table), metrics);
    QVERIFY(texts(list).contains(QStringLiteral("down")));
    QVERIFY(texts(list).contains(QStringLiteral("2960"))); // the depth, which indentation no longer tells
    QVERIFY(primitives(list) < 1000);
    // Near the top the levels are still told by indentation.
    QVERIFY(metrics.indent(1) > metrics.indent(0));
    QCOMPARE(metrics.indent(2998), metrics.indent(2999));
}

void WaterfallSceneTest::pictureIsDrawn()
{
    Drawn drawn(sketch({{0, "gateway", "root", 0, 1000}, {1, "auth", "check", 250, 500, StatusCode::Error}}));
    QImage image(1400, 100, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    paint(painter, drawn.list(), drawn.scene.font(), drawn.scene.smallFont());
    painter.end();
    QCOMPARE(image.pixelColor(1390, 12), drawn.scene.serviceColor(0));
    QCOMPARE(image.pixelColor(1100, 36), drawn.scene.serviceColor(1));
    QCOMPARE(image.pixelColor(900, 36 - 8), Theme::instance().colors().error);
    QCOMPARE(image.pixelColor(600, 36), QColor(Qt::white));
}

QTEST_MAIN(WaterfallSceneTest)
#include "tst_waterfall_scene.moc"
