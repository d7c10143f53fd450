// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/overview.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr int kMostSpanLanes = 12; // up to here every span has a line of its own, in waterfall order
constexpr double kHighestLane = 5; // logical px, gap included
constexpr int kMargin = 4;         // logical px above and below

/// What is seen in one line of pixels: for each column the span that reaches furthest of those that begin there.
class Lane
{
public:
    explicit Lane(int columns)
        : m_starting(static_cast<std::size_t>(columns), Piece{-1, 0})
    {
    }

    void add(int from, int to, QRgb color)
    {
        Piece& piece = m_starting[static_cast<std::size_t>(from)];
        if (to > piece.to)
            piece = {to, color};
    }

    /// Calls `paint(from, to, color)` for the runs of columns that spans cover; `to` is not included.
    template <class Paint>
    void sweep(Paint paint) const
    {
        Piece current{-1, 0};
        int since = 0;
        const int columns = static_cast<int>(m_starting.size());
        for (int x = 0; x < columns; ++x) {
            if (current.to >= 0 && current.to <= x) {
                paint(since, current.to, current.color);
                current.to = -1;
            }
            // Of overlapping spans the one that reaches further is seen.
            const Piece& next = m_starting[static_cast<std::size_t>(x)];
            if (next.to > current.to) {
                if (current.to >= 0)
                    paint(since, x, current.color);
                current = next;
                since = x;
            }
        }
        if (current.to >= 0)
            paint(since, std::min(current.to, columns), current.color);
    }

private:
    struct Piece {
        int to;
        QRgb color;
    };
    std::vector<Piece> m_starting;
};

} // namespace

int overviewLanes(const SpanTable& table)
{
    if (table.size() <= kMostSpanLanes)
        return static_cast<int>(table.size());
    const std::uint32_t deepest = *std::max_element(table.depth.begin(), table.depth.end());
    return static_cast<int>(std::min<std::uint32_t>(deepest, 1'000'000)) + 1;
}

QImage renderOverview(const OverviewInput& input)
{
    QImage image(input.pixels.expandedTo(QSize(1, 1)), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const SpanTable& table = *input.table;
    if (table.empty() || image.height() <= 2 * kMargin)
        return image;
    const int lanes = overviewLanes(table);
    const bool isSpanLane = table.size() <= kMostSpanLanes;
    const int margin = static_cast<int>(std::lround(kMargin * input.pixelRatio));
    const int room = image.height() - 2 * margin;
    // Very deep traces: several depths share a line of pixels.
    const int shownLanes = std::min(lanes, room);
    const double laneHeight = std::min(kHighestLane * input.pixelRatio, static_cast<double>(room) / shownLanes);
    std::vector<Lane> spans(static_cast<std::size_t>(shownLanes), Lane(image.width()));
    std::vector<Lane> errors = spans;
    const TimeScale scale{input.range, 0, static_cast<double>(image.width())};
    const int lastColumn = image.width() - 1;
    const int shortest = std::max(1, static_cast<int>(std::lround(input.pixelRatio)));
    for (SpanIndex i = 0; i < table.size(); ++i) {
        const std::int64_t line = isSpanLane ? i : std::min<std::int64_t>(table.depth[i], lanes - 1);
        const auto lane = static_cast<std::size_t>(line * shownLanes / lanes);
        const int from = std::clamp(static_cast<int>(xOf(table.startNs[i], scale)), 0, lastColumn);
        const int to = std::clamp(static_cast<int>(std::ceil(xOf(table.endNs(i), scale))), from + shortest,
                                  std::max(lastColumn + 1, from + shortest));
        spans[lane].add(from, to, input.serviceColors[table.serviceId[i]].rgba());
        if (table.isError(i))
            errors[lane].add(from, to, input.error.rgba());
    }

    QPainter painter(&image);
    const double gap = laneHeight >= 3 * input.pixelRatio ? std::max(1.0, std::round(input.pixelRatio)) : 0;
    for (int lane = 0; lane < shownLanes; ++lane) {
        const int top = margin + static_cast<int>(std::lround(lane * laneHeight));
        const int bottom = margin + static_cast<int>(std::lround((lane + 1) * laneHeight));
        const int height = std::max(1, bottom - top - static_cast<int>(gap));
        const auto at = static_cast<std::size_t>(lane);
        spans[at].sweep([&](int from, int to, QRgb color) {
            painter.fillRect(QRect(from, top, to - from, height), QColor::fromRgb(color));
        });
        const int errorHeight = std::max(1, height / 2);
        errors[at].sweep([&](int from, int to, QRgb color) {
            painter.fillRect(QRect(from, top + height - errorHeight, to - from, errorHeight),
                             QColor::fromRgb(color));
        });
    }
    return image;
}

} // namespace tailrace
