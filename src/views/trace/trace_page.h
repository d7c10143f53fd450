// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One trace as a page: headline, waterfall, and the detail of the selected span beside it. Loads itself from the
// cache on a worker and shows that it does. GUI thread only.

#include "model/base/ids.h"
#include "model/items/link_template.h"
#include "views/common/time_display.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <memory>

namespace tailrace {

class TraceClocks;
class TraceViews;
class WaterfallView;

class TracePage : public QWidget
{
    Q_OBJECT

public:
    TracePage(const QString& cacheFile, TraceId traceId, QWidget* parent = nullptr);
    ~TracePage() override;

    [[nodiscard]] TraceId traceId() const;
    [[nodiscard]] QString cacheFile() const;
    /// Root operation once loaded, before that the short id.
    [[nodiscard]] QString title() const;

    /// The cache is at another path now, with the same spans of this trace or more. What could not be read is read
    /// again; what is on show stays.
    void moveTo(const QString& cacheFile);
    /// How many spans the cache has of this trace by now. If those are others than are on show, the page says so and
    /// offers to read it again.
    void setSpansInCache(std::size_t spans);
    /// Reads the trace again; the selected span and the visible piece of time stay.
    void reload();

    /// The waterfall, which knows what can be done in it. There from the start, empty until the trace is loaded.
    [[nodiscard]] WaterfallView* waterfall() const;
    /// The ways to look at the trace: which one is on show, and the critical path that they share.
    [[nodiscard]] TraceViews* views() const;
    /// Whether times are shown as recorded or with corrected clocks.
    [[nodiscard]] TraceClocks& clocks() const;
    /// The clock by which ruler and status bar tell the time.
    void setTimeDisplay(TimeDisplay display);
    /// What was recorded of the selected span, or nullptr until it is there.
    [[nodiscard]] const SpanDetail* spanDetail() const;
    /// Links to other tools, and what else the window can do, for the menu of the detail.
    void setLinkTemplates(const QList<LinkTemplate>& templates);
    void setSpanActions(const QList<QAction*>& actions);

public slots:
    void selectNextError();
    /// Opens the find bar, or goes to the next (previous) match of what was searched for.
    void find();
    void findNext();
    void findPrevious();
    /// Puts the keyboard focus into the detail panel's filter box.
    void filterDetail();
    void setDetailVisible(bool visible);
    /// Opens the sheet of the hosts' clocks.
    void openClocks();
    void copyTraceId();
    void copySpan();
    /// Selects a span of the trace, at once or when it is loaded. Says so where there is none.
    void showSpan(tailrace::SpanId id);

    /// Goes to a span of this trace, or of another one in the cache. Says so where there is none.
    void followLink(tailrace::TraceId trace, tailrace::SpanId span);

signals:
    void titleChanged(const QString& title);
    /// What the status bar shows about this page: "8 spans, all shown". Also emitted when what actions ask the
    /// waterfall (can it go back, is time folded) may have changed.
    void statusChanged(const QString& text);
    void failed(const QString& message);
    /// A link leads to a span of another trace, which is in the cache.
    void linkFollowed(tailrace::TraceId trace, tailrace::SpanId span);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace tailrace
