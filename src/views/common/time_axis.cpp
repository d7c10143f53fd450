// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/time_axis.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr std::int64_t kShortestWhole = 100; // ns; a trace of length 0 needs some room to be shown in
constexpr std::int64_t kShortestVisible = 10;
constexpr std::int64_t kRoomShare = 25; // a 25th of the trace is left free behind it, for labels
constexpr double kWheelFactor = 1.2;    // a notch
constexpr double kFitMargin = 0.05;     // of the fitted interval, on each side

} // namespace

TimeAxis::TimeAxis(QObject* parent)
    : QObject(parent)
{
}

void TimeAxis::setTrace(std::int64_t startNs, std::int64_t durationNs)
{
    m_trace = {startNs, saturatingSum(startNs, std::max<std::int64_t>(durationNs, 0))};
    m_zeroNs = startNs;
    m_folds = nullptr;
    updateWhole();
    m_visible = m_whole;
    emit visibleChanged();
}

void TimeAxis::updateWhole()
{
    const std::int64_t length =
        m_folds == nullptr ? lengthNs(m_trace) : m_folds->openNs(m_trace.startNs, m_trace.endNs);
    m_whole = {m_trace.startNs,
               saturatingSum(m_trace.endNs,
                             std::max(length / kRoomShare, kShortestWhole - std::min(length, kShortestWhole)))};
}

void TimeAxis::setFolds(std::vector<TimeRange> folds)
{
    setFolds(folds.empty() ? nullptr : std::make_shared<const TimeFolds>(std::move(folds)));
}

void TimeAxis::setFolds(TimeFoldsPtr folds)
{
    if (folds != nullptr && folds->ranges().empty())
        folds = nullptr;
    if (folds == m_folds || (folds != nullptr && m_folds != nullptr && *folds == *m_folds))
        return;
    const bool wasWhole = showsWhole();
    m_folds = std::move(folds);
    updateWhole();
    m_visible = wasWhole ? m_whole : withRoom(m_visible);
    emit visibleChanged();
}

void TimeAxis::unfoldAt(std::int64_t timeNs)
{
    const auto fold = m_folds == nullptr ? std::nullopt : m_folds->at(timeNs);
    if (!fold)
        return;
    std::vector<TimeRange> rest = m_folds->ranges();
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(*fold));
    setFolds(std::move(rest));
}

void TimeAxis::setDisplay(TimeDisplay display)
{
    if (display == m_display)
        return;
    m_display = display;
    emit displayChanged();
}

void TimeAxis::setZero(std::int64_t timeNs)
{
    if (timeNs == m_zeroNs)
        return;
    m_zeroNs = timeNs;
    emit displayChanged();
}

void TimeAxis::setPixelWidth(int pixels)
{
    m_pixels = std::max(pixels, 1);
}

std::int64_t TimeAxis::minimumLength() const
{
    // A trace of a few hundred ns is shown wider than one ns a pixel from the start, and can still be zoomed.
    return std::max(kShortestVisible, std::min<std::int64_t>(m_pixels, lengthNs(m_whole) / 16));
}

/// The range, moved and stretched into the limits.
TimeRange TimeAxis::withRoom(TimeRange range) const
{
    const std::int64_t wholeLength = lengthNs(m_whole);
    if (m_folds != nullptr) {
        const TimeFolds::Rate perNs{1, 0};
        const std::int64_t wanted = std::min(minimumLength(), m_folds->openNs(m_whole.startNs, m_whole.endNs));
        const std::int64_t start = std::clamp(range.startNs, m_whole.startNs, m_whole.endNs);
        const std::int64_t end = std::clamp(range.endNs, start, m_whole.endNs);
        if (m_folds->openNs(start, end) >= wanted)
            return {start, end};
        const std::int64_t middle = start + lengthNs({start, end}) / 2;
        const auto room = static_cast<double>(wanted);
        const std::int64_t from = std::max(m_whole.startNs, m_folds->instantFrom(middle, -room / 2, perNs));
        const std::int64_t to = std::min(m_whole.endNs, m_folds->instantFrom(from, room, perNs));
        return {std::max(m_whole.startNs, std::min(from, m_folds->instantFrom(to, -room, perNs))), to};
    }
    const std::int64_t length = std::clamp(lengthNs(range), std::min(minimumLength(), wholeLength), wholeLength);
    std::int64_t start = range.startNs;
    if (length != lengthNs(range))
        start = saturatingSum(start, saturatingDifference(lengthNs(range), length) / 2);
    start = std::clamp(start, m_whole.startNs, saturatingDifference(m_whole.endNs, length));
    return {start, saturatingSum(start, length)};
}

void TimeAxis::show(TimeRange range)
{
    if (range == m_visible)
        return;
    m_visible = range;
    emit visibleChanged();
}

void TimeAxis::setVisible(TimeRange range)
{
    show(withRoom(range));
}

/// Folded time: as much from this instant on as fits at this rate, moved into the whole.
void TimeAxis::showFrom(std::int64_t startNs, double pixelsPerNs)
{
    const TimeFolds::Rate rate{pixelsPerNs, m_folds->pixels(m_pixels)};
    std::int64_t start = std::clamp(startNs, m_whole.startNs, m_whole.endNs);
    std::int64_t end = m_folds->instantFrom(start, m_pixels, rate);
    if (end > m_whole.endNs) {
        end = m_whole.endNs;
        start = std::max(m_whole.startNs, m_folds->instantFrom(end, -m_pixels, rate));
    }
    show(withRoom({start, end}));
}

void TimeAxis::zoomFolded(std::int64_t anchorNs, double factor)
{
    const auto width = static_cast<double>(m_pixels);
    const TimeScale now{m_visible, 0, width, m_folds.get()};
    const TimeScale all{m_whole, 0, width, m_folds.get()};
    const double x = std::clamp(xOf(anchorNs, now), 0.0, width);
    const double closest =
        std::max(width / static_cast<double>(std::max<std::int64_t>(minimumLength(), 1)), all.pixelsPerNs());
    const double rate = std::min(now.pixelsPerNs() * factor, closest);
    if (rate <= all.pixelsPerNs())
        show(m_whole);
    else
        showFrom(m_folds->instantFrom(timeAt(x, now), -x, {rate, m_folds->pixels(width)}), rate);
}

void TimeAxis::zoomAt(std::int64_t anchorNs, double factor)
{
    if (!(factor > 0))
        return;
    if (m_folds != nullptr) {
        zoomFolded(anchorNs, factor);
        return;
    }
    const auto length = static_cast<double>(lengthNs(m_visible));
    const double share = static_cast<double>(saturatingDifference(anchorNs, m_visible.startNs)) / length;
    double next =
        std::clamp(length / factor, static_cast<double>(minimumLength()), static_cast<double>(lengthNs(m_whole)));
    // Rounding must not make a slow zoom stand still.
    if (factor > 1 && next > length - 1 && length > static_cast<double>(minimumLength()))
        next = length - 1;
    const std::int64_t nextLength = saturatingRound(next);
    const std::int64_t start =
        saturatingDifference(anchorNs, saturatingRound(share * static_cast<double>(nextLength)));
    setVisible({start, saturatingSum(start, nextLength)});
}

void TimeAxis::zoomByWheel(std::int64_t anchorNs, double notches)
{
    if (notches != 0)
        zoomAt(anchorNs, std::pow(kWheelFactor, notches));
}

void TimeAxis::pan(double share)
{
    if (m_folds != nullptr) {
        const TimeScale now{m_visible, 0, static_cast<double>(m_pixels), m_folds.get()};
        showFrom(timeAt(share * m_pixels, now), now.pixelsPerNs());
        return;
    }
    panNs(saturatingRound(share * static_cast<double>(lengthNs(m_visible))));
}

void TimeAxis::panNs(std::int64_t deltaNs)
{
    if (m_folds != nullptr) {
        const TimeScale now{m_visible, 0, static_cast<double>(m_pixels), m_folds.get()};
        showFrom(saturatingSum(m_visible.startNs, deltaNs), now.pixelsPerNs());
        return;
    }
    const std::int64_t length = lengthNs(m_visible);
    const std::int64_t start = std::clamp(saturatingSum(m_visible.startNs, deltaNs), m_whole.startNs,
                                          saturatingDifference(m_whole.endNs, length));
    setVisible({start, saturatingSum(start, length)});
}

void TimeAxis::fit(std::int64_t startNs, std::int64_t durationNs)
{
    const std::int64_t length = std::max<std::int64_t>(durationNs, 1);
    const std::int64_t margin = saturatingRound(kFitMargin * static_cast<double>(length));
    const std::int64_t end = saturatingSum(saturatingSum(startNs, length), margin);
    setVisible({saturatingDifference(startNs, margin), end});
}

} // namespace tailrace
