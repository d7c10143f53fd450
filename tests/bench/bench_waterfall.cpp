// SPDX-License-Identifier: GPL-3.0-or-later
// How long a frame of the waterfall takes while somebody scrolls, zooms and moves in it, for traces of any size: the
// whole view with ruler and minimap at 1920 x 1080, painted in software into a picture. The traces are made in
// memory. Also how long it takes to fold and hide rows. Exits with 1 if the 99th percentile of a size, or a change
// of rows, is above its goal.

#include "stopwatch.h"
#include "support/random_trace.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/waterfall_view.h"

#include <QApplication>
#include <QImage>
#include <QScrollBar>
#include <QThreadPool>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace tailrace;
using namespace tailrace::bench;

namespace {

constexpr QSize kScreen(1920, 1080);
constexpr int kFrames = 300; // of each movement
constexpr double kGoalMs = 8;
constexpr double kRowsGoalMs = 50; // for a change of which rows there are

/// Jaeger UI in Chromium, 1600 x 900, software rendering, frames while scrolling by wheel.
struct Peer {
    SpanIndex spans;
    const char* text;
};
constexpr Peer kJaeger[] = {
    {1'000, "median 22-24 ms"},
    {10'000, "median 22-24 ms, worst 0.45-0.67 s; fast scrolling 7 frames a second"},
    {100'000, "median 22-24 ms, worst 0.45-0.67 s; fast scrolling 7 frames a second"},
    {1'000'000, "does not open"},
};

struct Times {
    std::vector<double> ms;

    [[nodiscard]] double quantile(double share)
    {
        std::sort(ms.begin(), ms.end());
        return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
    }
};

class Stage
{
public:
    explicit Stage(SpanIndex spans)
        : m_view(m_selection, axis)
        , m_canvas(kScreen, QImage::Format_RGB32)
    {
        m_view.resize(kScreen);
        m_selection.setTrace(test::makeRandomTrace({.spans = spans, .deepest = 16, .services = 20}));
        m_view.show();
        frame(); // starts the minimap's picture
        QThreadPool::globalInstance()->waitForDone();
        QApplication::processEvents();
        frame();
    }

    double frame()
    {
        const Stopwatch watch;
        m_view.render(&m_canvas);
        return watch.seconds() * 1000;
    }
    /// `kFrames` frames, before each of which something moves.
    Times measure(const std::function<void(int)>& move)
    {
        Times times;
        for (int i = 0; i < kFrames; ++i) {
            const Stopwatch watch;
            move(i);
            times.ms.push_back(watch.seconds() * 1000 + frame());
        }
        return times;
    }
    void scrollBy(int rows)
    {
        QScrollBar* bar = m_view.verticalScrollBar();
        const int range = std::max(bar->maximum(), 1);
        bar->setValue((bar->value() + rows) % range);
    }
    WaterfallView& view() { return m_view; }

private:
    Selection m_selection;

public:
    TimeAxis axis;

private:
    WaterfallView m_view;
    QImage m_canvas;
};

double report(const char* what, Times times)
{
    const double p99 = times.quantile(0.99);
    std::printf("  %-34s %7.2f %7.2f\n", what, times.quantile(0.5), p99);
    return p99;
}

/// Folding and hiding, the frame after it included: the worst of some rounds, ms.
double measureRows(Stage& stage)
{
    const StringId service = stage.view().rows().table()->services[1];
    const std::pair<const char*, std::function<void()>> operations[] = {
        {"collapse all", [&] { stage.view().collapseAll(); }},
        {"expand all", [&] { stage.view().expandAll(); }},
        {"collapse one level", [&] { stage.view().collapseOneLevel(); }},
        {"expand one level", [&] { stage.view().expandOneLevel(); }},
        {"hide a service", [&] { stage.view().setServiceHidden(service, true); }},
        {"hide short spans", [&] { stage.view().hideShorterThan(1'000'000); }},
        {"show all hidden", [&] { stage.view().showHidden(); }},
        {"fold repeats", [&] { stage.view().toggleRepeats(); }},
    };
    double worst = 0;
    for (const auto& [what, operation] : operations) {
        const Stopwatch watch;
        operation();
        const double ms = watch.seconds() * 1000;
        std::printf("  %-34s %7.2f, with the frame after it %7.2f\n", what, ms, ms + stage.frame());
        worst = std::max(worst, ms);
    }
    return worst;
}

/// The worst 99th percentile; `rowsMs` becomes the slowest change of rows.
double run(const Peer& peer, double& rowsMs)
{
    Stage stage(peer.spans);
    std::printf("%u spans                            median     p99   ms    Jaeger UI: %s\n", peer.spans,
                peer.text);
    rowsMs = std::max(rowsMs, measureRows(stage));
    double worst = 0;
    const auto note = [&](const char* what, const std::function<void(int)>& move) {
        worst = std::max(worst, report(what, stage.measure(move)));
    };
    const auto pan = [&](int i) { stage.axis.pan(i % 100 < 50 ? 0.03 : -0.03); };
    const std::int64_t middle = stage.axis.trace().startNs + lengthNs(stage.axis.trace()) / 2;
    note("scroll by 3 rows", [&](int) { stage.scrollBy(3); });
    note("scroll by pages", [&](int) { stage.scrollBy(37); });
    note("scroll far", [&](int i) { stage.scrollBy(997 * i); });
    note("zoom by notches, in and out", [&](int i) { stage.axis.zoomByWheel(middle, i % 100 < 50 ? 1 : -1); });
    for (const auto& [what, zoom] :
         {std::pair{"pan, 10 times closer", 10.0}, {"pan, 1,000 times closer", 1e3}, {"pan, closest", 1e15}}) {
        stage.axis.showWhole();
        stage.axis.zoomAt(middle, zoom);
        note(what, pan);
    }
    note("scroll, closest", [&](int) { stage.scrollBy(3); });
    stage.view().setIdleFolded(true);
    QThreadPool::globalInstance()->waitForDone();
    QApplication::processEvents();
    stage.axis.showWhole();
    note("zoom with folded idle time", [&](int i) { stage.axis.zoomByWheel(middle, i % 60 < 30 ? 1 : -1); });
    return worst;
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    Theme::instance().apply();
    bool isReached = true;
    for (const Peer& peer : kJaeger) {
        double rowsMs = 0;
        const double worst = run(peer, rowsMs);
        isReached = isReached && worst <= kGoalMs && rowsMs <= kRowsGoalMs;
    }
    std::printf("goal: p99 of %.0f ms, rows in %.0f ms: %s\n", kGoalMs, kRowsGoalMs,
                isReached ? "reached" : "missed");
    return isReached ? 0 : 1;
}
