// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/peer_strip.h"

#include "model/base/format.h"
#include "views/common/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr int kSide = 14;
constexpr int kBarsHeight = 34;
constexpr int kGap = 3;
constexpr double kLinearUpTo = 20; // the longest in multiples of the shortest

} // namespace

std::optional<PeerHistogram> peerHistogram(const PeerSample& sample, std::int64_t durationNs)
{
    const std::vector<std::int64_t>& all = sample.durationsNs;
    if (all.size() < 2)
        return std::nullopt;
    PeerHistogram result;
    // The sample may lack the span itself, if what is shown of it is not what was recorded.
    result.leastNs = std::min(all.front(), durationNs);
    result.mostNs = std::max(all.back(), durationNs);
    const auto least = static_cast<double>(std::max<std::int64_t>(result.leastNs, 1));
    const auto most = static_cast<double>(std::max<std::int64_t>(result.mostNs, 1));
    result.isLogarithmic = most > kLinearUpTo * least;
    const auto placeOf = [&](std::int64_t ns) {
        const auto value = static_cast<double>(std::max<std::int64_t>(ns, 1));
        if (most <= least)
            return 0.5;
        return result.isLogarithmic ? std::log(value / least) / std::log(most / least)
                                    : (value - least) / (most - least);
    };
    for (const std::int64_t ns : all) {
        const auto bin = static_cast<int>(placeOf(ns) * kPeerBins);
        ++result.bins[static_cast<std::size_t>(std::clamp(bin, 0, kPeerBins - 1))];
    }
    result.place = placeOf(durationNs);
    const auto [first, end] = std::equal_range(all.begin(), all.end(), durationNs);
    result.shorter = static_cast<std::size_t>(first - all.begin());
    result.equal = static_cast<std::size_t>(std::max<std::ptrdiff_t>(end - first - 1, 0));
    return result;
}

QString peerSentence(const QString& name, const PeerSample& sample, std::int64_t durationNs)
{
    const auto histogram = peerHistogram(sample, durationNs);
    const QString shown = name.size() > 40 ? name.left(39) + QChar(0x2026) : name;
    if (!histogram)
        return PeerStrip::tr("The only %1 in this cache").arg(shown);
    const QString count = QString::fromStdString(formatCount(sample.durationsNs.size()));
    const QString among = sample.isWhole ? PeerStrip::tr("Among %1 %2:").arg(count, shown)
                                         : PeerStrip::tr("Among %1 %2 near it:").arg(count, shown);
    const std::size_t others = sample.durationsNs.size() - 1;
    QString place;
    if (histogram->leastNs == histogram->mostNs)
        place = PeerStrip::tr("all took as long");
    else if (histogram->shorter >= others)
        place = PeerStrip::tr("the slowest");
    else if (histogram->shorter == 0 && histogram->equal == 0)
        place = PeerStrip::tr("the fastest");
    else
        place = PeerStrip::tr("slower than %1")
                    .arg(QString::fromStdString(
                        formatShare(static_cast<double>(histogram->shorter), static_cast<double>(others))));
    return among + QLatin1Char(' ') + place;
}

PeerStrip::PeerStrip(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    hide();
}

QSize PeerStrip::sizeHint() const
{
    const int line = fontMetrics().height();
    const int small = QFontMetrics(Theme::instance().smallFont()).height();
    return {200, m_histogram ? line + kGap + kBarsHeight + small + 6 : line + 6};
}

void PeerStrip::setPeers(const QString& name, const PeerSample& sample, std::int64_t durationNs,
                         const QColor& color)
{
    m_histogram = peerHistogram(sample, durationNs);
    m_sentence = peerSentence(name, sample, durationNs);
    m_color = color;
    QString tip = m_sentence;
    if (!sample.isWhole)
        tip += QLatin1Char('\n') + tr("The cache is large: only spans stored near this one were looked at.");
    setToolTip(tip);
    setAccessibleName(m_sentence);
    updateGeometry();
    setVisible(!sample.durationsNs.empty());
    update();
}

void PeerStrip::clear()
{
    m_histogram.reset();
    m_sentence.clear();
    hide();
}

void PeerStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = themeColors();
    const int width = this->width() - 2 * kSide;
    const int line = fontMetrics().height();
    QFont bold = font();
    bold.setBold(m_histogram.has_value());
    painter.setFont(bold);
    painter.setPen(colors.mutedText);
    painter.drawText(QRect(kSide, 0, width, line), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(bold).elidedText(m_sentence, Qt::ElideMiddle, width));
    if (!m_histogram)
        return;
    const std::size_t highest = *std::max_element(m_histogram->bins.begin(), m_histogram->bins.end());
    const int bottom = line + kGap + kBarsHeight;
    const double step = static_cast<double>(width) / kPeerBins;
    const int own = std::clamp(static_cast<int>(m_histogram->place * kPeerBins), 0, kPeerBins - 1);
    QColor bar = colors.mutedText;
    bar.setAlphaF(0.35F);
    for (int i = 0; i < kPeerBins; ++i) {
        const std::size_t count = m_histogram->bins[static_cast<std::size_t>(i)];
        // What is there is seen, however much more there is elsewhere.
        const double height =
            count == 0
                ? 0
                : std::max(2.0, static_cast<double>(count) / static_cast<double>(highest) * (kBarsHeight - 4));
        const double left = std::round(kSide + i * step);
        const double right = std::round(kSide + (i + 1) * step) - 1;
        painter.fillRect(QRectF(left, bottom - height, right - left, height), i == own ? m_color : bar);
    }
    const double x = std::round(kSide + m_histogram->place * (width - 2));
    painter.fillRect(QRectF(x, bottom - kBarsHeight, 2, kBarsHeight), m_color);
    painter.fillRect(QRect(kSide, bottom, width, 1), colors.line);
    painter.setFont(Theme::instance().smallFont());
    const QRect axis(kSide, bottom + 1, width, QFontMetrics(painter.font()).height());
    painter.drawText(axis, Qt::AlignLeft, QString::fromStdString(formatDuration(m_histogram->leastNs)));
    painter.drawText(axis, Qt::AlignRight, QString::fromStdString(formatDuration(m_histogram->mostNs)));
    if (m_histogram->isLogarithmic)
        painter.drawText(axis, Qt::AlignHCenter, tr("logarithmic"));
}

} // namespace tailrace
