// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/waterfall_scene.h"

#include "model/base/format.h"
#include "views/common/theme.h"
#include "views/waterfall/waterfall_sizes.h"

#include <QApplication>

#include <algorithm>
#include <string>

namespace tailrace {

namespace {

constexpr double kNarrowestService = 36;
constexpr double kFadeLength = 72; // px over which a bar without an end fades out
constexpr int kFadeSteps = 12;
constexpr double kPathLine = 2; // px, thickness of the critical path

constexpr SpanMarks kOddMarks =
    static_cast<SpanMarks>(SpanMark::StartUnknown) | static_cast<SpanMarks>(SpanMark::EndBeforeStart) |
    static_cast<SpanMarks>(SpanMark::DurationUnknown) | static_cast<SpanMarks>(SpanMark::IdMissing) |
    static_cast<SpanMarks>(SpanMark::Orphan) | static_cast<SpanMarks>(SpanMark::InCycle) |
    static_cast<SpanMarks>(SpanMark::DuplicateId);

} // namespace

WaterfallScene::WaterfallScene()
    : m_text(QApplication::font())
    , m_smallText(Theme::instance().smallFont())
{
}

void WaterfallScene::refreshTheme()
{
    m_text.setFont(QApplication::font());
    m_smallText.setFont(Theme::instance().smallFont());
    std::fill(m_serviceColors.begin(), m_serviceColors.end(), QColor());
}

void WaterfallScene::setTable(const SpanTable* table)
{
    m_table = table;
    m_hiddenBars.clear();
    m_extras.clear();
    m_serviceColors.assign(table == nullptr ? 0 : table->strings.size(), QColor());
}

QColor WaterfallScene::serviceColor(SpanIndex span) const
{
    return Theme::instance().serviceColor(m_table->service(span));
}

DrawList WaterfallScene::build(const RowLayout& rows, int firstRow, TimeRange visible,
                               const WaterfallMetrics& metrics)
{
    m_list.clear();
    m_metrics = metrics;
    m_scale = timeScaleOf(metrics, visible);
    const int lastRow = std::min(rows.rowCount(), firstRow + metrics.rowsTouched());
    m_shared = rows.table();
    m_hiddenBars.beginFrame();
    addGuides(rows, firstRow, lastRow);
    for (int i = firstRow; i < lastRow; ++i) {
        const SpanIndex span = rows.spanAt(i);
        const double top = topOf(i, {firstRow, metrics.rowHeight, rows.rowCount()});
        Row row{span, top, rows.depthAt(i), rows.isCollapsed(span), rows.groupAt(i), nullptr};
        if (row.group != nullptr) {
            addGroup(row);
            continue;
        }
        row.extra = m_extras.find(*m_table, span);
        addTree(row);
        addDuration(row);
        if (metrics.timeWidth() > 0) {
            addHiddenStrip(row);
            addBar(row);
        }
    }
    m_hiddenBars.endFrame();
    m_extras.endFrame();
    return std::move(m_list);
}

DrawList WaterfallScene::buildBackground(const RowLayout& rows, int firstRow, const WaterfallMetrics& metrics,
                                         int selectedRow, int hoveredRow, const std::vector<double>& gridX) const
{
    DrawList list;
    const int lastRow = std::min(rows.rowCount(), firstRow + metrics.rowsTouched());
    for (int i = firstRow; i < lastRow; ++i) {
        const QRectF stripe(0, (i - firstRow) * metrics.rowHeight, metrics.width, metrics.rowHeight);
        if (i == selectedRow)
            list.fill(stripe, themeColors().selection);
        else if (i == hoveredRow)
            list.fill(stripe, themeColors().hover);
        else if (i % 2 == 1)
            list.fill(stripe, themeColors().alternateBase);
    }
    const double bottom = std::max(0, lastRow - firstRow) * metrics.rowHeight;
    for (const double x : gridX)
        list.fill(QRectF(metrics.snap(x), 0, 1, bottom), themeColors().line);
    list.fill(QRectF(metrics.timeLeft() - 1, 0, 1, metrics.height), themeColors().line);
    return list;
}

void WaterfallScene::addGuides(const RowLayout& rows, int firstRow, int lastRow)
{
    // One line a level and run of rows that are deeper than it.
    std::vector<int> openSince; // by level
    const auto closeFrom = [&](std::size_t level, int row) {
        for (std::size_t i = level; i < openSince.size(); ++i) {
            const double x = m_metrics.snap(m_metrics.indent(static_cast<std::uint32_t>(i)) + kExpanderWidth / 2);
            m_list.fill(QRectF(x, (openSince[i] - firstRow) * m_metrics.rowHeight, 1,
                               (row - openSince[i]) * m_metrics.rowHeight),
                        themeColors().line);
        }
        openSince.resize(std::min(openSince.size(), level));
    };
    for (int i = firstRow; i < lastRow; ++i) {
        const std::uint32_t depth = m_metrics.levelsShown(rows.depthAt(i));
        closeFrom(depth, i);
        openSince.resize(depth, i);
    }
    closeFrom(0, lastRow);
}

void WaterfallScene::addText(TextCache& cache, std::string_view text, double x, const Row& row,
                             const QColor& color, double maxWidth)
{
    const TextCache::Label& label = cache.label(text, maxWidth);
    const double y = row.top + (m_metrics.rowHeight - cache.lineHeight()) / 2;
    m_list.texts.push_back(
        {QPointF(m_metrics.snap(x), m_metrics.snap(y)), label.text, color, &cache == &m_smallText});
}

void WaterfallScene::addExpander(const Row& row, double x)
{
    const double middle = row.top + m_metrics.rowHeight / 2.0;
    const bool isClosed = row.isCollapsed || row.group != nullptr;
    const QRectF box = isClosed ? QRectF(x + 5.5, middle - 4, 5.5, 8) : QRectF(x + 4, middle - 2.5, 8, 5.5);
    m_list.marks.push_back(
        {isClosed ? MarkShape::Collapsed : MarkShape::Expanded, box, themeColors().mutedText, {}});
}

void WaterfallScene::addTree(const Row& row)
{
    const SpanTable& table = *m_table;
    const SpanIndex span = row.span;
    const double middle = row.top + m_metrics.rowHeight / 2.0;
    double x = m_metrics.snap(m_metrics.indent(row.depth));
    if (table.hasChildren(span))
        addExpander(row, x);
    x += kExpanderWidth + 2;
    m_list.softBar(QRectF(x, m_metrics.snap(middle - kChip / 2), kChip, kChip), colorOf(span), m_metrics.corner());
    addKind(table.kind[span], x + kChip + 3, row);
    x += kChip + kGap + kKindWidth;
    const auto addMark = [&](MarkShape shape, const QColor& ink) {
        m_list.marks.push_back(
            {shape, QRectF(x, m_metrics.snap(middle - kMark / 2), kMark, kMark), ink, themeColors().base});
        x += kMark + 4;
    };
    if (table.isError(span))
        addMark(MarkShape::Error, themeColors().error);
    else if (table.errorBelow[span])
        addMark(MarkShape::ErrorBelow, themeColors().error);
    if ((table.marks[span] & kOddMarks) != 0)
        addMark(MarkShape::Warning, themeColors().warning);
    if (table.movedBy(span) != 0)
        addMark(MarkShape::Moved, themeColors().accent);
    if (row.extra != nullptr && row.extra->links > 0)
        addMark(MarkShape::Link, themeColors().mutedText);
    if (row.extra != nullptr && row.extra->linksIn > 0)
        addMark(MarkShape::LinkIn, themeColors().mutedText);
    if (m_metrics.isIndentFull(row.depth)) {
        const std::string depth = std::to_string(row.depth);
        addText(m_smallText, depth, x, row, themeColors().mutedText);
        x += m_smallText.label(depth).width + kGap;
    }

    double end = m_metrics.namesEnd() - kGap;
    if (row.isCollapsed) {
        const std::string hidden = std::string(1, '+').append(formatCount(table.subtreeSize[span] - 1));
        const double width = m_smallText.label(hidden).width + 10;
        const double height = m_smallText.lineHeight() + 1;
        m_list.softBar(QRectF(m_metrics.snap(end - width), m_metrics.snap(middle - height / 2), width, height),
                       themeColors().line, m_metrics.corner());
        addText(m_smallText, hidden, end - width + 5, row, themeColors().text);
        end -= width + kGap;
    }
    if (end - x < kNarrowestName)
        return;
    // Names may be empty; the service then stands alone.
    const double nameWidth = std::min(m_text.label(table.name(span)).fullWidth, end - x);
    addText(m_text, table.name(span), x, row, themeColors().text, end - x);
    x += nameWidth > 0 ? nameWidth + 8 : 0;
    if (end - x < kNarrowestService)
        return;
    if (!table.service(span).empty()) {
        addText(m_text, table.service(span), x, row, themeColors().mutedText, end - x);
        x += m_text.label(table.service(span), end - x).width + 8;
    }
    addChosen(row, x, end);
}

void WaterfallScene::addDuration(const Row& row)
{
    const bool unknown = has(m_table->marks[row.span], SpanMark::DurationUnknown);
    const std::string text = unknown ? "–" : formatDuration(m_table->durationNs[row.span]);
    const double width = m_text.label(text).width;
    addText(m_text, text, m_metrics.timeLeft() - 10 - width, row, themeColors().mutedText);
}

QColor WaterfallScene::barColor(SpanIndex span) const
{
    const QColor color = m_serviceColors[m_table->serviceId[span]];
    return m_path.emphasised && m_path.path != nullptr ? dimmed(color) : color;
}

void WaterfallScene::addPath(const QRectF& bar, const QColor& color, const std::vector<PathPiece>& pieces)
{
    for (const PathPiece& piece : pieces) {
        if (m_path.emphasised)
            m_list.fill(QRectF(piece.from, bar.top(), piece.to - piece.from, bar.height()), color);
        // Below the bar, where no label is crossed.
        addPathLine(m_list, piece, bar.bottom() + kPathLine + 1, kPathLine);
    }
}

void WaterfallScene::addBar(const Row& row)
{
    const SpanTable& table = *m_table;
    const double edgeLeft = m_metrics.timeLeft();
    const double edgeRight = m_metrics.width;
    const bool unknownEnd = has(table.marks[row.span], SpanMark::DurationUnknown);
    const double from = xOf(table.startNs[row.span], m_scale);
    const double to = xOf(table.endNs(row.span), m_scale);
    const double middle = row.top + m_metrics.rowHeight / 2.0;
    if (from >= edgeRight || (to < edgeLeft && !unknownEnd)) {
        const bool isBefore = to < edgeLeft;
        const double x = isBefore ? edgeLeft + 4 : edgeRight - 9;
        m_list.marks.push_back({isBefore ? MarkShape::BeforeView : MarkShape::AfterView,
                                QRectF(x, middle - 4, 5, 8),
                                themeColors().mutedText,
                                {}});
        return;
    }
    const QColor color = barColor(row.span);
    const double left = std::max(m_metrics.snap(from), edgeLeft);
    const auto pieces = pathPieces(m_path, row.span, row.isCollapsed, m_scale, m_metrics.pixelRatio);
    if (unknownEnd) {
        addOpenEnd(row, left, color);
        addEvents(row, QRectF(left, m_metrics.snap(middle - m_metrics.barHeight / 2.0), kFadeLength,
                              m_metrics.barHeight));
        for (const PathPiece& piece : pieces)
            addPathLine(m_list, piece, middle + m_metrics.barHeight / 2.0 + kPathLine + 1, kPathLine);
        return;
    }
    const double right = std::min(std::max(m_metrics.snap(to), m_metrics.snap(from) + kNarrowestBar), edgeRight);
    const double top = m_metrics.snap(middle - m_metrics.barHeight / 2.0);
    const QRectF bar(left, top, right - left, m_metrics.barHeight);
    m_list.softBar(bar, color, m_metrics.corner());
    addPath(bar, m_serviceColors[table.serviceId[row.span]], pieces);
    if (has(table.marks[row.span], SpanMark::Summary) || (row.extra != nullptr && row.extra->calls > 1))
        addDashes(bar);
    if (table.isError(row.span)) {
        const QRectF around = bar.adjusted(-1, -1, 1, 1).intersected(QRectF(edgeLeft, top - 1, edgeRight, 1000));
        m_list.frames.push_back({around, themeColors().error, bar.width() < 8 ? 1.0 : 2.0});
    }
    const Extent inside = addBarParts(row, bar);
    addEvents(row, bar);
    const double labelMiddle = inside.left + 3 * kGap;
    const bool onPath =
        m_path.emphasised && std::any_of(pieces.begin(), pieces.end(), [&](const PathPiece& piece) {
            return piece.from <= labelMiddle && labelMiddle < piece.to;
        });
    addBarLabel(row, {left, right}, inside, onPath ? m_serviceColors[table.serviceId[row.span]] : color);
}

void WaterfallScene::addOpenEnd(const Row& row, double left, const QColor& color)
{
    const double top = m_metrics.snap(row.top + (m_metrics.rowHeight - m_metrics.barHeight) / 2.0);
    const double step = kFadeLength / kFadeSteps;
    for (int i = 0; i < kFadeSteps; ++i) {
        QColor faded = color;
        faded.setAlphaF(static_cast<float>(kFadeSteps - i) / kFadeSteps);
        const QRectF piece(left + i * step, top, step, m_metrics.barHeight);
        m_list.fill(piece.intersected(QRectF(m_metrics.timeLeft(), top, m_metrics.timeWidth(), 1000)), faded);
    }
    if (m_table->isError(row.span))
        m_list.frames.push_back(
            {QRectF(left, top - 1, kFadeLength / 2, m_metrics.barHeight + 2), themeColors().error, 2.0});
    const double x = left + kFadeLength + kGap;
    const std::string text = QApplication::translate("Waterfall", "no end recorded").toStdString();
    if (x + m_smallText.label(text).width < m_metrics.width)
        addText(m_smallText, text, x, row, themeColors().mutedText);
}

void WaterfallScene::addBarLabel(const Row& row, Extent bar, Extent inside, const QColor& color)
{
    const std::string text = barText(row);
    const double textWidth = m_smallText.label(text).width;
    if (textWidth + 2 * kGap <= inside.right - inside.left) {
        addText(m_smallText, text, inside.left + kGap, row, Theme::instance().textOn(color));
        return;
    }
    // The frame of a short bar with an error is easily overlooked; its label carries the mark, too.
    const double markWidth = m_table->isError(row.span) ? kMark + 3 : 0;
    const double width = textWidth + markWidth;
    // On the side with more room.
    const bool isLeft = bar.left - m_metrics.timeLeft() > m_metrics.width - bar.right;
    const double x = isLeft ? bar.left - kGap - width : bar.right + kGap;
    if (x < m_metrics.timeLeft() + 2 || x + width > m_metrics.width - 2)
        return;
    if (markWidth > 0) {
        const double top = m_metrics.snap(row.top + (m_metrics.rowHeight - kMark) / 2.0);
        m_list.marks.push_back(
            {MarkShape::Error, QRectF(x, top, kMark, kMark), themeColors().error, themeColors().base});
    }
    addText(m_smallText, text, x + markWidth, row, themeColors().mutedText);
}

} // namespace tailrace
