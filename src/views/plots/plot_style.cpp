// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/plot_style.h"

#include "model/base/format.h"
#include "views/common/theme.h"
#include "views/common/time_display.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr int kMaxDecades = 6;    // with more, every second one has a label
constexpr double kNarrowLog = 1.5; // below so many decades 2 and 5 have labels too

} // namespace

void applyTheme(QCustomPlot& plot)
{
    const ThemeColors& colors = themeColors();
    plot.setBackground(QBrush(colors.base));
    for (QCPAxis* axis : {plot.xAxis, plot.yAxis}) {
        axis->setBasePen(QPen(colors.line));
        axis->setTickPen(QPen(colors.line));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(colors.mutedText);
        axis->setTickLabelFont(Theme::instance().smallFont());
        axis->setTickLengthIn(0);
        axis->setTickLengthOut(3);
        axis->grid()->setPen(QPen(colors.line, 1));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    plot.xAxis->grid()->setVisible(false);
    QColor fill = colors.accent;
    fill.setAlphaF(0.15F);
    plot.selectionRect()->setPen(QPen(colors.accent));
    plot.selectionRect()->setBrush(fill);
}

void enableDragging(QCustomPlot& plot)
{
    plot.setSelectionRectMode(QCP::srmCustom);
    plot.setCursor(Qt::CrossCursor);
    plot.setFocusPolicy(Qt::NoFocus);
    plot.setNoAntialiasingOnDrag(true);
}

double durationToAxis(std::int64_t ns)
{
    return std::log10(static_cast<double>(std::max<std::int64_t>(ns, 1)));
}

std::int64_t axisToDuration(double value)
{
    return static_cast<std::int64_t>(std::llround(std::pow(10.0, std::clamp(value, 0.0, 18.0))));
}

double DurationTicker::getTickStep(const QCPRange& range)
{
    return range.size() > kMaxDecades ? 2 : 1;
}

int DurationTicker::getSubTickCount(double)
{
    return 0;
}

QString DurationTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    return QString::fromStdString(formatDuration(axisToDuration(tick)));
}

QVector<double> DurationTicker::createTickVector(double tickStep, const QCPRange& range)
{
    QVector<double> ticks;
    const bool isNarrow = range.size() < kNarrowLog;
    for (double decade = std::floor(range.lower); decade <= range.upper; decade += isNarrow ? 1 : tickStep) {
        ticks.append(decade);
        if (isNarrow)
            ticks << decade + std::log10(2.0) << decade + std::log10(5.0);
    }
    return ticks;
}

double ClockTicker::getTickStep(const QCPRange& range)
{
    constexpr double kSecond = 1e9;
    const double wanted = range.size() / 5;
    m_step = 3650 * 86400 * kSecond;
    for (const double seconds : {1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0,
                                 10800.0, 21600.0, 43200.0, 86400.0, 172800.0, 604800.0, 2592000.0, 31536000.0})
        if (seconds * kSecond >= wanted) {
            m_step = seconds * kSecond;
            break;
        }
    if (wanted < kSecond)
        m_step = std::max(std::pow(10.0, std::ceil(std::log10(std::max(wanted, 1.0)))), 1.0);
    // Ticks at round times: the axis begins anywhere.
    setTickOrigin(-static_cast<double>(m_originNs % static_cast<std::int64_t>(m_step)));
    return m_step;
}

int ClockTicker::getSubTickCount(double)
{
    return 0;
}

QString ClockTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    return clockTickLabel(m_originNs + static_cast<std::int64_t>(std::llround(tick)), static_cast<std::int64_t>(m_step),
                          TimeDisplay::Utc);
}

} // namespace tailrace
