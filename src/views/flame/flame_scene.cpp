// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/flame/flame_scene.h"

#include "model/analysis/wording.h"
#include "model/base/format.h"
#include "views/common/theme.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr double kNarrowBox = 2;    // px; narrower ones are drawn as one pixel
constexpr double kNarrowLabel = 26; // px; less room says nothing
constexpr double kPadding = 5;
constexpr double kMark = 11;
constexpr double kPathLine = 2;

} // namespace

double FlameMetrics::snap(double logical) const
{
    return std::round(logical * pixelRatio) / pixelRatio;
}

FlameScene::FlameScene()
    : m_text(Theme::instance().smallFont())
{
}

void FlameScene::refreshTheme()
{
    m_text.setFont(Theme::instance().smallFont());
    std::fill(m_serviceColors.begin(), m_serviceColors.end(), QColor());
}

void FlameScene::setLayout(const SpanTable* table, const FlameLayout* layout, bool isMerged)
{
    m_table = table;
    m_layout = layout;
    m_isMerged = isMerged;
    m_matches.clear();
    m_serviceColors.assign(table == nullptr ? 0 : table->strings.size(), QColor());
}

QColor FlameScene::colorOf(const FlameBox& box)
{
    QColor& color = m_serviceColors[m_table->serviceId[box.span]];
    if (!color.isValid())
        color = Theme::instance().serviceColor(m_table->service(box.span));
    const bool isOffPath = !m_isMerged && m_path.emphasised && m_path.path != nullptr &&
                           m_path.path->path.segmentsOf(box.span).empty();
    const bool isNoMatch = m_dimOthers && !m_matches.empty() && !isMatch(box);
    return isOffPath || isNoMatch ? dimmed(color) : color;
}

bool FlameScene::isMatch(const FlameBox& box) const
{
    return !m_matches.empty() && m_matches[static_cast<std::size_t>(&box - m_layout->row(0).data())];
}

QRectF FlameScene::rectOf(const FlameBox& box, std::uint32_t row, std::uint32_t firstRow, const TimeScale& scale,
                          const FlameMetrics& metrics)
{
    const double from = metrics.snap(xOf(box.startNs, scale));
    const double to = std::max(metrics.snap(xOf(box.endNs(), scale)), from + 1 / metrics.pixelRatio);
    const double top = metrics.top + (static_cast<double>(row) - firstRow) * metrics.rowHeight;
    return {from, top, to - from, metrics.rowHeight - 1.0};
}

DrawList FlameScene::build(std::uint32_t firstRow, const TimeScale& scale, const FlameMetrics& metrics)
{
    m_list.clear();
    m_scale = scale;
    m_metrics = metrics;
    if (m_layout == nullptr || m_table == nullptr)
        return {};
    const auto last = std::min<std::uint32_t>(m_layout->rowCount(),
                                              firstRow + static_cast<std::uint32_t>(metrics.rowsFitting()) + 1);
    for (std::uint32_t row = firstRow; row < last; ++row)
        addRow(row, metrics.top + static_cast<double>(row - firstRow) * metrics.rowHeight);
    return std::move(m_list);
}

void FlameScene::addRow(std::uint32_t row, double top)
{
    const double pixel = 1 / m_metrics.pixelRatio;
    const double right = m_scale.left + m_scale.width;
    const double height = m_metrics.rowHeight - 1.0;
    const auto boxes = m_layout->visible(row, m_scale.visible.startNs, m_scale.visible.endNs);
    // Narrow boxes of one colour, side by side, become one rectangle.
    QRectF strip;
    QColor stripColor;
    const auto flush = [&] {
        m_list.fill(strip, stripColor);
        strip = {};
    };
    for (std::size_t i = 0; i < boxes.size();) {
        const FlameBox& box = boxes[i];
        const double from = std::max(m_metrics.snap(xOf(box.startNs, m_scale)), m_scale.left);
        const double to = std::min(m_metrics.snap(xOf(box.endNs(), m_scale)), right);
        if (to - from >= kNarrowBox) {
            flush();
            addBox(box, {from, top, to - from, height});
            ++i;
            continue;
        }
        const QColor color = box.errors > 0 ? themeColors().error : colorOf(box);
        if (strip.isEmpty() || strip.right() < from || color != stripColor) {
            const double left = strip.isEmpty() ? from : std::max(from, strip.right());
            flush();
            strip = QRectF(left, top, 0, height);
            stripColor = color;
        }
        strip.setRight(std::max(strip.right(), from + pixel));
        // Of all boxes that end in this pixel the first one is drawn.
        const std::int64_t next = timeAt(from + pixel, m_scale);
        const auto rest = boxes.subspan(i + 1);
        const auto after = std::partition_point(rest.begin(), rest.end(),
                                                [next](const FlameBox& other) { return other.endNs() < next; });
        i += 1 + static_cast<std::size_t>(after - rest.begin());
    }
    flush();
}

void FlameScene::addBox(const FlameBox& box, const QRectF& rect)
{
    const QColor color = colorOf(box);
    const QRectF body = rect.width() > 4 ? rect.adjusted(0, 0, -1, 0) : rect;
    m_list.fill(body, color);
    if (!m_isMerged && m_path.path != nullptr) {
        const TimeScale inside{m_scale.visible, m_scale.left, m_scale.width, m_scale.folds};
        for (const PathPiece& piece : pathPieces(m_path, box.span, false, inside, m_metrics.pixelRatio))
            addPathLine(m_list, piece, body.bottom(), kPathLine);
    }
    if (box.errors > 0)
        m_list.frames.push_back({body, themeColors().error, body.width() < 8 ? 1.0 : 2.0});
    if (!m_dimOthers && isMatch(box))
        m_list.frames.push_back({body, themeColors().warning, body.width() < 8 ? 1.0 : 2.0});
    addLabel(box, body, color);
}

void FlameScene::addLabel(const FlameBox& box, const QRectF& rect, const QColor& color)
{
    double left = rect.left() + kPadding;
    double room = rect.width() - 2 * kPadding;
    if (room < kNarrowLabel)
        return;
    if (box.errors > 0 && room > kNarrowLabel + kMark) {
        m_list.marks.push_back({MarkShape::Error,
                                QRectF(left, m_metrics.snap(rect.center().y() - kMark / 2), kMark, kMark),
                                themeColors().error, themeColors().base});
        left += kMark + 4;
        room -= kMark + 4;
    }
    const QColor ink = Theme::instance().textOn(color);
    const double y = m_metrics.snap(rect.top() + (rect.height() - m_text.lineHeight()) / 2);
    const auto add = [&](const std::string& text, double maxWidth) {
        const TextCache::Label& label = m_text.label(text, maxWidth);
        m_list.texts.push_back({QPointF(m_metrics.snap(left), y), label.text, ink, true});
        left += label.width + 8;
        room -= label.width + 8;
    };
    std::string name = spanName(*m_table, box.span);
    if (box.count > 1)
        name = std::to_string(box.count) + " × " + name;
    add(name, room);
    const std::string length = formatDuration(box.durationNs);
    if (m_text.label(length).width <= room)
        add(length, room);
}

} // namespace tailrace
