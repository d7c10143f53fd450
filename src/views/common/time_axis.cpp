// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/time_axis.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr std::int64_t kShortestWhole = 100; // ns; a trace of length 0 needs some room to be shown in
constexpr std::int64_t kShortestVisible = 10;
constexpr double kWheelFactor = 1.2; // a notch
constexpr double kFitMargin = 0.05;  // of the fitted interval, on each side

} // namespace

TimeAxis::TimeAxis(QObject* parent)
    : QObject(parent)
{
}

void TimeAxis::setTrace(std::int64_t startNs, std::int64_t durationNs)
{
    m_trace = {startNs, saturatingSum(startNs, std::max<std::int64_t>(durationNs, 0))};
    const std::int64_t length = lengthNs(m_trace);
    m_whole = {startNs, saturatingSum(m_trace.endNs,
                                      std::max(length / 25, kShortestWhole - std::min(length, kShortestWhole)))};
    m_visible = m_whole;
    emit visibleChanged();
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

void TimeAxis::setVisible(TimeRange range)
{
    const std::int64_t length =
        std::clamp(lengthNs(range), std::min(minimumLength(), lengthNs(m_whole)), lengthNs(m_whole));
    std::int64_t start = range.startNs;
    if (length != lengthNs(range))
        start = saturatingSum(start, saturatingDifference(lengthNs(range), length) / 2);
    start = std::clamp(start, m_whole.startNs, saturatingDifference(m_whole.endNs, length));
    const TimeRange next{start, saturatingSum(start, length)};
    if (next == m_visible)
        return;
    m_visible = next;
    emit visibleChanged();
}

void TimeAxis::zoomAt(std::int64_t anchorNs, double factor)
{
    if (!(factor > 0))
        return;
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
    panNs(saturatingRound(share * static_cast<double>(lengthNs(m_visible))));
}

void TimeAxis::panNs(std::int64_t deltaNs)
{
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
