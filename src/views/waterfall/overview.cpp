// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/overview.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr SpanIndex kMostSpanLanes = 12; // up to here every span has a line of its own, in waterfall order
constexpr double kHighestLane = 5;       // logical px, gap included
constexpr int kMargin = 4;               // logical px above and below
constexpr double kErrorStrip = 3;        // logical px, in the upper margin
constexpr float kFaintest = 0.22F;       // strength of a column that is hardly covered
constexpr SpanIndex kBetweenStops = 1U << 16U;

/// A span on the columns of the picture: `from` and `to` for drawing, `to` not included; exact for counting.
struct Extent {
    int from;
    int to;
    double exactFrom;
    double exactTo;
};

/// One line of pixels.
class Lane
{
public:
    Lane(int columns, bool countsCover)
        : m_starting(static_cast<std::size_t>(columns))
        , m_cover(countsCover ? static_cast<std::size_t>(columns) + 1 : 0)
        , m_passing(m_cover.size())
    {
    }

    void add(const Extent& extent, QRgb color)
    {
        // Of the spans that begin in a column the one that reaches furthest is seen.
        Piece& piece = m_starting[static_cast<std::size_t>(extent.from)];
        if (extent.to > piece.to)
            piece = {extent.to, color};
        if (!m_cover.empty())
            cover(extent.exactFrom, extent.exactTo);
    }

    /// The colours of the columns; transparent where there is nothing.
    [[nodiscard]] std::vector<QRgb> colors() const
    {
        std::vector<QRgb> line(m_starting.size(), 0);
        Piece current;
        float passing = 0;
        for (std::size_t x = 0; x < line.size(); ++x) {
            // Of overlapping spans the one that reaches further is seen.
            const Piece& next = m_starting[x];
            if (next.to > current.to || current.to <= static_cast<int>(x))
                current = next;
            if (current.to > static_cast<int>(x))
                line[x] = current.color;
            if (m_cover.empty())
                continue;
            passing += m_passing[x];
            const float share = std::min(passing + m_cover[x], 1.0F);
            if (line[x] != 0)
                line[x] = faded(line[x], kFaintest + (1 - kFaintest) * share);
        }
        return line;
    }

    static QRgb faded(QRgb color, float strength)
    {
        return qPremultiply(qRgba(qRed(color), qGreen(color), qBlue(color),
                                  static_cast<int>(std::lround(255 * std::clamp(strength, 0.0F, 1.0F)))));
    }

private:
    struct Piece {
        int to = -1;
        QRgb color = 0;
    };

    /// Adds the covered share of the first and the last column, and one for all between.
    void cover(double from, double to)
    {
        const auto first = static_cast<std::size_t>(from);
        const auto last = static_cast<std::size_t>(to);
        if (first == last) {
            m_cover[first] += static_cast<float>(to - from);
            return;
        }
        m_cover[first] += static_cast<float>(static_cast<double>(first) + 1 - from);
        m_cover[last] += static_cast<float>(to - static_cast<double>(last));
        m_passing[first + 1] += 1;
        m_passing[last] -= 1;
    }

    std::vector<Piece> m_starting;
    std::vector<float> m_cover;
    std::vector<float> m_passing; // + where columns begin to be covered whole, − where they cease
};

void paintLine(QImage& image, int top, int height, const std::vector<QRgb>& line)
{
    for (int y = std::max(top, 0); y < std::min(top + height, image.height()); ++y) {
        auto* pixels = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (std::size_t x = 0; x < line.size(); ++x) {
            if (line[x] != 0)
                pixels[x] = line[x];
        }
    }
}

class Overview
{
public:
    explicit Overview(const OverviewInput& input)
        : m_input(input)
        , m_table(*input.table)
        , m_image(input.pixels.expandedTo(QSize(1, 1)), QImage::Format_ARGB32_Premultiplied)
        , m_lanes(overviewLanes(m_table.size(), deepestLevel(m_table), m_image.height(), input.pixelRatio))
        , m_isDense(m_table.size() > static_cast<SpanIndex>(m_image.width()))
        , m_scale{input.range, 0, static_cast<double>(m_image.width()), input.folds.get()}
    {
        m_image.fill(Qt::transparent);
    }

    QImage render(const std::stop_token& stop)
    {
        if (m_table.empty() || m_image.height() <= 2 * m_lanes.margin)
            return m_image;
        std::vector<Lane> spans(static_cast<std::size_t>(m_lanes.shown), Lane(m_image.width(), m_isDense));
        std::vector<Lane> errors(m_isDense ? 0 : spans.size(), Lane(m_image.width(), false));
        std::vector<int> errorCounts(static_cast<std::size_t>(m_image.width()));
        for (SpanIndex i = 0; i < m_table.size(); ++i) {
            if (i % kBetweenStops == 0 && stop.stop_requested())
                return m_image;
            const auto lane = static_cast<std::size_t>(m_lanes.laneOf(m_table, i));
            const Extent extent = extentOf({m_table.startNs[i], m_table.endNs(i)});
            spans[lane].add(extent, m_input.serviceColors[m_table.serviceId[i]].rgba());
            if (!m_table.isError(i))
                continue;
            if (m_isDense)
                ++errorCounts[static_cast<std::size_t>(extent.from)];
            else
                errors[lane].add(extent, m_input.error.rgba());
        }
        for (int lane = 0; lane < m_lanes.shown; ++lane) {
            const auto at = static_cast<std::size_t>(lane);
            const int height = m_lanes.height(lane);
            paintLine(m_image, m_lanes.top(lane), height, spans[at].colors());
            const int errorHeight = std::max(1, height / 2);
            if (!m_isDense)
                paintLine(m_image, m_lanes.top(lane) + height - errorHeight, errorHeight, errors[at].colors());
        }
        if (m_isDense)
            paintErrorCounts(errorCounts);
        paintPath();
        return m_image;
    }

private:
    [[nodiscard]] Extent extentOf(TimeRange time) const
    {
        const double width = m_image.width();
        const int lastColumn = m_image.width() - 1;
        const int shortest = std::max(1, static_cast<int>(std::lround(m_input.pixelRatio)));
        const double from = std::clamp(xOf(time.startNs, m_scale), 0.0, width);
        const double to = std::clamp(xOf(time.endNs, m_scale), from, width);
        const int first = std::min(static_cast<int>(from), lastColumn);
        const int last = std::clamp(static_cast<int>(std::ceil(to)), first + shortest,
                                    std::max(lastColumn + 1, first + shortest));
        return {first, last, from, to};
    }

    /// A strip above the lanes, the redder the more spans with errors begin in a column.
    void paintErrorCounts(const std::vector<int>& counts)
    {
        const int most = *std::max_element(counts.begin(), counts.end());
        std::vector<QRgb> line(counts.size(), 0);
        for (std::size_t x = 0; x < counts.size(); ++x) {
            if (counts[x] > 0)
                line[x] = Lane::faded(m_input.error.rgba(),
                                      0.3F + 0.7F * static_cast<float>(counts[x]) / static_cast<float>(most));
        }
        paintLine(m_image, 0, static_cast<int>(std::lround(kErrorStrip * m_input.pixelRatio)), line);
    }

    void paintPath()
    {
        std::vector<Lane> lanes(m_input.path.empty() ? 0 : static_cast<std::size_t>(m_lanes.shown),
                                Lane(m_image.width(), false));
        for (const OverviewSegment& segment : m_input.path) {
            if (segment.span < m_table.size())
                lanes[static_cast<std::size_t>(m_lanes.laneOf(m_table, segment.span))].add(
                    extentOf(segment.time), m_input.pathColor.rgba());
        }
        const int thickness = std::max(1, static_cast<int>(std::lround(1.4 * m_input.pixelRatio)));
        for (int lane = 0; lane < static_cast<int>(lanes.size()); ++lane) {
            const int bottom = m_lanes.top(lane) + m_lanes.height(lane);
            paintLine(m_image, bottom - thickness, thickness, lanes[static_cast<std::size_t>(lane)].colors());
        }
    }

    const OverviewInput& m_input;
    const SpanTable& m_table;
    QImage m_image;
    OverviewLanes m_lanes;
    bool m_isDense;
    TimeScale m_scale;
};

} // namespace

std::uint32_t deepestLevel(const SpanTable& table)
{
    return table.empty() ? 0 : *std::max_element(table.depth.begin(), table.depth.end());
}

int OverviewLanes::laneOf(const SpanTable& table, SpanIndex span) const
{
    const std::int64_t line = bySpan ? span : std::min<std::int64_t>(table.depth[span], lanes - 1);
    return static_cast<int>(line * shown / std::max(lanes, 1));
}

int OverviewLanes::top(int lane) const
{
    return margin + static_cast<int>(std::lround(lane * laneHeight));
}

int OverviewLanes::height(int lane) const
{
    return std::max(1, top(lane + 1) - top(lane) - gap);
}

OverviewLanes overviewLanes(SpanIndex spans, std::uint32_t deepest, int pixelHeight, double pixelRatio)
{
    OverviewLanes result;
    result.bySpan = spans <= kMostSpanLanes;
    result.lanes = result.bySpan ? static_cast<int>(spans)
                                 : static_cast<int>(std::min<std::uint32_t>(deepest, 1'000'000)) + 1;
    result.margin = static_cast<int>(std::lround(kMargin * pixelRatio));
    const int room = std::max(pixelHeight - 2 * result.margin, 0);
    result.shown = std::min(result.lanes, room);
    result.laneHeight = std::min(kHighestLane * pixelRatio, static_cast<double>(room) / std::max(result.shown, 1));
    result.gap = result.laneHeight >= 3 * pixelRatio ? static_cast<int>(std::max(1.0, std::round(pixelRatio))) : 0;
    return result;
}

QImage renderOverview(const OverviewInput& input, const std::stop_token& stop)
{
    return Overview(input).render(stop);
}

} // namespace tailrace
