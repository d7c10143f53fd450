// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/minimap.h"

#include "analysis/trace_sketch.h"
#include "support/random_trace.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/overview.h"
#include "views/waterfall/service_legend.h"

#include <QPainter>
#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

namespace {

OverviewInput inputFor(const SpanTablePtr& table, QSize pixels)
{
    OverviewInput input{.table = table,
                        .range = {table->traceStartNs, table->traceStartNs + table->traceDurationNs},
                        .pixels = pixels,
                        .serviceColors = std::vector<QColor>(table->strings.size()),
                        .error = Qt::red};
    for (const StringId service : table->services)
        input.serviceColors[service] = QColor(Qt::blue);
    return input;
}

/// Runs of columns that are painted in this line of pixels, as (from, to) pairs.
QList<QPair<int, int>> runs(const QImage& image, int y)
{
    QList<QPair<int, int>> found;
    for (int x = 0; x < image.width(); ++x) {
        if (qAlpha(image.pixel(x, y)) == 0)
            continue;
        if (!found.isEmpty() && found.back().second == x)
            found.back().second = x + 1;
        else
            found.append({x, x + 1});
    }
    return found;
}

/// First painted line of each lane, from the top.
QList<int> lanes(const QImage& image)
{
    QList<int> found;
    bool inLane = false;
    for (int y = 0; y < image.height(); ++y) {
        const bool painted = !runs(image, y).isEmpty();
        if (painted && !inLane)
            found.append(y);
        inLane = painted;
    }
    return found;
}

SpanTablePtr twoCalls()
{
    return std::make_shared<SpanTable>(sketch(
        {{0, "a", "root", 0, 100}, {1, "b", "first", 10, 20}, {1, "c", "second", 50, 25, StatusCode::Error}}));
}

} // namespace

class MinimapTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(); }
    void fewSpansHaveALineEach();
    void manySpansShareTheLineOfTheirDepth();
    void errorsAreRed();
    void veryDeepTracesFit();
    void draggingTheWindowPans();
    void draggingTheEdgesResizes();
    void draggingBesideChoosesAndDoubleClickShowsAll();
    void theWheelZooms();
    void theLegendCountsWhatDoesNotFit();
};

void MinimapTest::fewSpansHaveALineEach()
{
    const QImage image = renderOverview(inputFor(twoCalls(), {100, 60}));
    const QList<int> tops = lanes(image);
    QCOMPARE(tops.size(), 3);
    using Runs = QList<QPair<int, int>>;
    QCOMPARE(runs(image, tops[0]), (Runs{{0, 100}}));
    QCOMPARE(runs(image, tops[1]), (Runs{{10, 30}}));
    QCOMPARE(runs(image, tops[2]), (Runs{{50, 75}}));
}

void MinimapTest::manySpansShareTheLineOfTheirDepth()
{
    std::vector<SketchedSpan> spans{{0, "a", "root", 0, 1000}};
    for (int i = 0; i < 20; ++i)
        spans.push_back({1, "b", "call", i * 50, 25});
    const QImage image = renderOverview(inputFor(std::make_shared<SpanTable>(sketch(spans)), {1000, 60}));
    const QList<int> tops = lanes(image);
    QCOMPARE(tops.size(), 2);
    const auto calls = runs(image, tops[1]);
    QCOMPARE(calls.size(), 20);
    QCOMPARE(calls[3], (QPair<int, int>{150, 175}));
}

void MinimapTest::errorsAreRed()
{
    const QImage image = renderOverview(inputFor(twoCalls(), {100, 60}));
    int red = 0;
    int redOutside = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y) != QColor(Qt::red))
                continue;
            ++red;
            redOutside += x < 50 || x >= 75 ? 1 : 0;
        }
    }
    QVERIFY(red >= 25);
    QCOMPARE(redOutside, 0);
}

void MinimapTest::veryDeepTracesFit()
{
    std::vector<SketchedSpan> spans;
    for (std::uint32_t depth = 0; depth < 5000; ++depth)
        spans.push_back({depth, "a", "down", 0, 10'000 - depth});
    const QImage image = renderOverview(inputFor(std::make_shared<SpanTable>(sketch(spans)), {300, 60}));
    QCOMPARE(image.size(), QSize(300, 60));
    QCOMPARE(runs(image, 4).size(), 1);
    QCOMPARE(runs(image, 55).size(), 1);
    QVERIFY(runs(image, 2).isEmpty());
    QVERIFY(runs(image, 57).isEmpty());
}

void MinimapTest::draggingTheWindowPans()
{
    TimeAxis axis;
    Minimap minimap(axis);
    const SpanTablePtr trace = makeRandomTrace({});
    axis.setTrace(0, 1'000'000);
    minimap.setTable(trace);
    minimap.resize(1100, Minimap::kHeight);
    minimap.setTimeArea(100, 1000);
    axis.setVisible({200'000, 400'000});
    const double perPixel = static_cast<double>(lengthNs(axis.whole())) / 1000;
    QTest::mousePress(&minimap, Qt::LeftButton, {}, QPoint(400, 30));
    QTest::mouseMove(&minimap, QPoint(500, 30));
    QTest::mouseRelease(&minimap, Qt::LeftButton, {}, QPoint(500, 30));
    QCOMPARE(lengthNs(axis.visible()), std::int64_t(200'000));
    QVERIFY(std::abs(static_cast<double>(axis.visible().startNs) - 200'000 - 100 * perPixel) <= 2);
}

void MinimapTest::draggingTheEdgesResizes()
{
    TimeAxis axis;
    Minimap minimap(axis);
    axis.setTrace(0, 1'000'000);
    minimap.resize(1000, Minimap::kHeight);
    minimap.setTimeArea(0, 1000);
    axis.setVisible({260'000, 520'000});
    const int right = static_cast<int>(xOf(520'000, {axis.whole(), 0, 1000}));
    QTest::mousePress(&minimap, Qt::LeftButton, {}, QPoint(right, 30));
    QTest::mouseMove(&minimap, QPoint(right + 100, 30));
    QTest::mouseRelease(&minimap, Qt::LeftButton, {}, QPoint(right + 100, 30));
    QCOMPARE(axis.visible().startNs, std::int64_t(260'000));
    QVERIFY(axis.visible().endNs > 600'000);
}

void MinimapTest::draggingBesideChoosesAndDoubleClickShowsAll()
{
    TimeAxis axis;
    Minimap minimap(axis);
    axis.setTrace(0, 1'000'000);
    minimap.resize(1040, Minimap::kHeight);
    minimap.setTimeArea(0, 1040);
    QTest::mousePress(&minimap, Qt::LeftButton, {}, QPoint(600, 30));
    QTest::mouseMove(&minimap, QPoint(400, 30));
    QTest::mouseRelease(&minimap, Qt::LeftButton, {}, QPoint(400, 30));
    QCOMPARE(axis.visible(), (TimeRange{400'000, 600'000}));
    // A click beside the window brings it there.
    QTest::mouseClick(&minimap, Qt::LeftButton, {}, QPoint(800, 30));
    QCOMPARE(axis.visible(), (TimeRange{700'000, 900'000}));
    QTest::mouseDClick(&minimap, Qt::LeftButton, {}, QPoint(100, 30));
    QVERIFY(axis.showsWhole());
}

void MinimapTest::theWheelZooms()
{
    TimeAxis axis;
    Minimap minimap(axis);
    axis.setTrace(0, 1'000'000);
    minimap.resize(1040, Minimap::kHeight);
    minimap.setTimeArea(0, 1040);
    QWheelEvent in(QPointF(520, 30), minimap.mapToGlobal(QPointF(520, 30)), {}, {0, 240}, {}, {},
                   Qt::NoScrollPhase, false);
    QApplication::sendEvent(&minimap, &in);
    QVERIFY(lengthNs(axis.visible()) < 800'000);
    QVERIFY(axis.visible().startNs < 500'000 && axis.visible().endNs > 500'000);
}

void MinimapTest::theLegendCountsWhatDoesNotFit()
{
    const SpanTablePtr trace = makeRandomTrace({.spans = 2000, .services = 40});
    const QFontMetrics metrics{QFont()};
    for (const int width : {0, 30, 90, 200, 300, 5000}) {
        const QRect area(10, 0, width, 54);
        const ServiceLegend legend = layoutLegend(*trace, area, metrics);
        if (width < 40) {
            QVERIFY(legend.items.empty());
            continue;
        }
        QCOMPARE(static_cast<int>(legend.items.size()) + legend.more, static_cast<int>(trace->services.size()));
        QRect before;
        for (const ServiceLegend::Item& item : legend.items) {
            QVERIFY(!item.rect.intersects(before));
            QVERIFY(area.adjusted(-1, -1, 1, 1).contains(item.rect));
            before = item.rect;
            QVERIFY(!item.rect.intersects(legend.moreRect));
        }
    }
}

QTEST_MAIN(MinimapTest)
#include "tst_minimap.moc"
