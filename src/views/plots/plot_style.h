// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What all plots have in common: the theme's colours, axes that say durations and times of day, dragging a rectangle.
// Durations stand on their axes as the logarithm to the base of ten of ns, times as ns since the first one shown.
// GUI thread only.

// The library's header uses a keyword of Qt's that is off here.
#define foreach(declaration, container) for (declaration : container)
#include <qcustomplot.h>
#undef foreach

#include <cstdint>

namespace tailrace {

/// Colours, fonts and margins of the theme as it is now.
void applyTheme(QCustomPlot& plot);
/// Dragging draws a rectangle in the theme's colours; QCPSelectionRect::accepted() tells of it.
void enableDragging(QCustomPlot& plot);

[[nodiscard]] double durationToAxis(std::int64_t ns);
[[nodiscard]] std::int64_t axisToDuration(double value);

/// "10 ms", "100 ms", …; in a narrow range also the values between.
class DurationTicker : public QCPAxisTicker
{
protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double tickStep) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
};

/// Times of day, UTC as in the list.
class ClockTicker : public QCPAxisTicker
{
public:
    /// What 0 on the axis means, ns since the epoch.
    void setOrigin(std::int64_t ns) { m_originNs = ns; }

protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double tickStep) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    std::int64_t m_originNs = 0;
    double m_step = 1;
};

} // namespace tailrace
