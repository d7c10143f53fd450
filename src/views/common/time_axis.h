// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The piece of time that is visible, what of it is folded, and the clock in which it is told: one object that
// ruler, minimap and rows of a page share and follow. All instants are ns since the epoch. The visible range never
// leaves the whole range and never gets shorter than about one ns a pixel. GUI thread only.

#include "views/common/coordinates.h"
#include "views/common/time_display.h"

#include <QObject>

namespace tailrace {

class TimeAxis : public QObject
{
    Q_OBJECT

public:
    explicit TimeAxis(QObject* parent = nullptr);

    /// Starts with a new trace, all of it visible, nothing folded.
    void setTrace(std::int64_t startNs, std::int64_t durationNs);
    /// Width on which the range is shown; decides how deep one can zoom.
    void setPixelWidth(int pixels);

    [[nodiscard]] TimeRange trace() const { return m_trace; }
    /// The instant from which relative times are counted; the start of the trace until setZero().
    [[nodiscard]] std::int64_t zeroNs() const { return m_zeroNs; }
    void setZero(std::int64_t timeNs);
    /// The trace and a little room behind it for labels.
    [[nodiscard]] TimeRange whole() const { return m_whole; }
    [[nodiscard]] TimeRange visible() const { return m_visible; }
    [[nodiscard]] bool showsWhole() const { return m_visible == m_whole; }
    /// Shortest visible length without folds, ns.
    [[nodiscard]] std::int64_t minimumLength() const;

    /// Folds these pieces; nothing if empty. What is visible stays as it is where it can.
    void setFolds(std::vector<TimeRange> folds);
    void setFolds(TimeFoldsPtr folds);
    /// Unfolds the piece in which this instant lies; does nothing if there is none.
    void unfoldAt(std::int64_t timeNs);
    /// Null while nothing is folded.
    [[nodiscard]] const TimeFoldsPtr& folds() const { return m_folds; }

    void setDisplay(TimeDisplay display);
    [[nodiscard]] TimeDisplay display() const { return m_display; }

    /// Shows this range, moved and stretched into the limits.
    void setVisible(TimeRange range);
    /// Makes the visible range shorter by `factor` (longer if below 1); `anchorNs` stays where it is on screen.
    void zoomAt(std::int64_t anchorNs, double factor);
    /// The same for a mouse wheel that turned by `notches`; positive = away from the person = closer.
    void zoomByWheel(std::int64_t anchorNs, double notches);
    /// Moves by a share of the visible length; positive = later.
    void pan(double share);
    void panNs(std::int64_t deltaNs);
    /// Shows an interval with a margin on both sides.
    void fit(std::int64_t startNs, std::int64_t durationNs);
    void showWhole() { setVisible(m_whole); }

signals:
    /// The visible range, or what is folded.
    void visibleChanged();
    /// The clock, or its zero.
    void displayChanged();

private:
    void show(TimeRange range);
    void showFrom(std::int64_t startNs, double pixelsPerNs);
    [[nodiscard]] TimeRange withRoom(TimeRange range) const;
    void updateWhole();
    void zoomFolded(std::int64_t anchorNs, double factor);

    TimeFoldsPtr m_folds;
    TimeDisplay m_display = TimeDisplay::Relative;
    TimeRange m_trace;
    std::int64_t m_zeroNs = 0;
    TimeRange m_whole{0, 100};
    TimeRange m_visible{0, 100};
    int m_pixels = 1000;
};

} // namespace tailrace
