// SPDX-License-Identifier: GPL-3.0-or-later
// How long the other views of a trace take, for traces of any size: the critical path and its sums, the table of
// operations, both flame layouts, and a frame of both flame graphs at 1920 x 1080 while somebody zooms and moves in
// it, painted in software into a picture; and how long finding takes. The traces are made in memory, but for the one
// that is searched, which lies in a cache. With the argument "find" only that is measured. Exits with 1 if a goal is
// missed.

#include "bench/find_stage.h"
#include "model/analysis/operation_stats.h"
#include "model/analysis/path_sums.h"
#include "stopwatch.h"
#include "support/random_trace.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/flame/flame_view.h"

#include <QApplication>
#include <QImage>
#include <QScrollBar>
#include <QThreadPool>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string_view>

using namespace tailrace;
using namespace tailrace::bench;

namespace {

constexpr QSize kScreen(1920, 1080);
constexpr int kFrames = 100; // of each movement
constexpr double kFrameGoalMs = 100;
constexpr double kComputeGoalMs = 300;

/// Jaeger UI in Chromium, 1600 x 900, software rendering.
constexpr std::pair<SpanIndex, const char*> kSizes[] = {{1'000, ""},
                                                        {10'000, "Jaeger UI: flame graph 3.7 s"},
                                                        {100'000, ""},
                                                        {1'000'000, "Jaeger UI does not open it"}};

double timed(const std::function<void()>& work)
{
    const Stopwatch watch;
    work();
    return watch.seconds() * 1000;
}

/// Whether the goal is reached. 0 = no goal.
bool report(const char* what, double ms, double goalMs)
{
    const bool isMissed = goalMs > 0 && ms > goalMs;
    std::printf("  %-34s %9.2f ms%s\n", what, ms, isMissed ? "   above the goal" : "");
    return !isMissed;
}

/// The 99th percentile of all frames.
double frames(FlameView& view, TimeAxis& axis)
{
    QImage canvas(kScreen, QImage::Format_RGB32);
    std::vector<double> ms;
    const std::int64_t middle = axis.trace().startNs + lengthNs(axis.trace()) / 2;
    const std::function<void(int)> moves[] = {[&](int i) { axis.zoomByWheel(middle, i % 60 < 30 ? 1 : -1); },
                                              [&](int i) { axis.pan(i % 100 < 50 ? 0.03 : -0.03); },
                                              [&](int) {
                                                  view.verticalScrollBar()->setValue(
                                                      (view.verticalScrollBar()->value() + 3) %
                                                      std::max(view.verticalScrollBar()->maximum(), 1));
                                              }};
    for (const auto& move : moves) {
        axis.showWhole();
        for (int i = 0; i < kFrames; ++i)
            ms.push_back(timed([&] {
                move(i);
                view.render(&canvas);
            }));
    }
    std::sort(ms.begin(), ms.end());
    return ms[ms.size() * 99 / 100];
}

bool runFlame(FlameKind kind, const SpanTablePtr& trace)
{
    Selection selection;
    TimeAxis axis;
    axis.setTrace(trace->traceStartNs, trace->traceDurationNs);
    PathLayer path(selection);
    FlameView view(kind, selection, axis, path);
    view.resize(kScreen);
    view.show();
    selection.setTrace(trace);
    while (view.layout() == nullptr || path.path() == nullptr) {
        QThreadPool::globalInstance()->waitForDone();
        QApplication::processEvents();
    }
    axis.setPixelWidth(kScreen.width());
    return report(kind == FlameKind::ByTime ? "frame of flame graph, p99" : "frame of merged flame graph, p99",
                  frames(view, axis), kFrameGoalMs);
}

bool run(SpanIndex spans, const char* peer)
{
    const SpanTablePtr trace = test::makeRandomTrace({.spans = spans, .deepest = 16, .services = 20});
    std::printf("%u spans   %s\n", spans, peer);
    TracePath path;
    bool isReached = report("critical path", timed([&] { path = TracePath::of(*trace); }), kComputeGoalMs);
    isReached &=
        report("sums of the path by span",
               timed([&] { (void)sumPath(*trace, path.path.main(), PathGrouping::Span); }), kComputeGoalMs);
    isReached &=
        report("table of operations",
               timed([&] { (void)operationStats(*trace, path.path, StatsGrouping::Operation); }), kComputeGoalMs);
    isReached &= report("flame layout by time", timed([&] { (void)FlameLayout::byTime(*trace); }), 0);
    isReached &= report("flame layout merged", timed([&] { (void)FlameLayout::mergedByName(*trace); }), 0);
    isReached &= runFlame(FlameKind::ByTime, trace);
    isReached &= runFlame(FlameKind::Merged, trace);
    return isReached;
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    Theme::instance().apply();
    bool isReached = true;
    const bool onlyFind = argc > 1 && std::string_view(argv[1]) == "find";
    for (const auto& [spans, peer] : kSizes)
        isReached &= onlyFind || run(spans, peer);
    isReached &= runFind(kSizes[std::size(kSizes) - 1].first);
    return isReached ? 0 : 1;
}
