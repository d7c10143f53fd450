// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of rows: those that stand for several spans, what runs below a collapsed one, and what a bar tells about its
// caller and its callee.
#include "model/base/format.h"
#include "views/common/theme.h"
#include "views/waterfall/span_text.h"
#include "views/waterfall/waterfall_scene.h"
#include "views/waterfall/waterfall_sizes.h"

#include <algorithm>
#include <optional>
#include <string>

namespace tailrace {

namespace {

constexpr double kStrip = 3; // px, height of what runs below a collapsed row
constexpr float kStripStrength = 0.55F;
constexpr float kGroupStrength = 0.4F;
constexpr float kTravelVeil = 0.62F;    // over the part of a call in which the callee does not run
constexpr double kEdge = 2;             // px, where a bar leaves its parent's time
constexpr double kShareShown = 0.1;     // of the trace, from which on a bar tells its share
constexpr double kNarrowestTicked = 10; // px, of bars with ticks for ordinary events
constexpr double kDash = 7;             // px, of a bar that stands for several calls
constexpr double kDashGap = 3;
constexpr double kDashDepth = 3;
constexpr SpanIndex kMostCallees = 8; // children among which the callee is looked for

QColor faint(QColor color, float strength)
{
    color.setAlphaF(strength);
    return color;
}

std::optional<MarkShape> shapeOf(SpanKind kind)
{
    switch (kind) {
    case SpanKind::Server:
        return MarkShape::KindServer;
    case SpanKind::Client:
        return MarkShape::KindClient;
    case SpanKind::Producer:
        return MarkShape::KindProducer;
    case SpanKind::Consumer:
        return MarkShape::KindConsumer;
    case SpanKind::Unspecified:
    case SpanKind::Internal:
        break;
    }
    return std::nullopt;
}

/// The server's half of a call: the child of kind server. kNoSpan if there is none.
SpanIndex calleeOf(const SpanTable& table, SpanIndex span)
{
    if (table.kind[span] != SpanKind::Client)
        return kNoSpan;
    SpanIndex looked = 0;
    for (SpanIndex i = span + 1; i < table.subtreeEnd(span) && looked < kMostCallees; i += table.subtreeSize[i]) {
        if (table.kind[i] == SpanKind::Server)
            return i;
        ++looked;
    }
    return kNoSpan;
}

/// Whether what the span called left spans of its own in the trace.
bool hasAnswer(const SpanTable& table, SpanIndex span)
{
    SpanIndex looked = 0;
    for (SpanIndex i = span + 1; i < table.subtreeEnd(span) && looked < kMostCallees; i += table.subtreeSize[i]) {
        if (table.kind[i] == SpanKind::Server || table.kind[i] == SpanKind::Consumer ||
            table.serviceId[i] != table.serviceId[span])
            return true;
        ++looked;
    }
    return looked == kMostCallees;
}

} // namespace

QColor WaterfallScene::colorOf(SpanIndex span)
{
    QColor& color = m_serviceColors[m_table->serviceId[span]];
    if (!color.isValid())
        color = serviceColor(span);
    return color;
}

void WaterfallScene::addKind(SpanKind kind, double x, const Row& row)
{
    const double middle = row.top + m_metrics.rowHeight / 2.0;
    if (const auto shape = shapeOf(kind))
        m_list.marks.push_back(
            {*shape, QRectF(x, m_metrics.snap(middle - 4), 10, 8), themeColors().mutedText, {}});
}

WaterfallScene::Extent WaterfallScene::extentOf(std::int64_t startNs, std::int64_t endNs) const
{
    const double left = m_metrics.timeLeft();
    const double right = m_metrics.width;
    return {std::clamp(m_metrics.snap(xOf(startNs, m_scale)), left, right),
            std::clamp(m_metrics.snap(xOf(endNs, m_scale)), left, right)};
}

void WaterfallScene::addHiddenBars(SpanRun run, double top, double height, const QColor& color)
{
    const std::vector<TimeRange>* ranges = m_hiddenBars.find(m_shared, run);
    if (ranges == nullptr)
        return;
    const double edge = m_metrics.width;
    auto at = std::lower_bound(ranges->begin(), ranges->end(), m_scale.visible.startNs,
                               [](const TimeRange& range, std::int64_t time) { return range.endNs < time; });
    while (at != ranges->end() && at->startNs <= m_scale.visible.endNs) {
        const double left = std::min(extentOf(at->startNs, at->startNs).left, edge - 1);
        double right = std::max(extentOf(at->endNs, at->endNs).left, left + 1);
        // What begins before the next free pixel belongs to the same piece; it may be a great many.
        for (;;) {
            const auto next =
                std::lower_bound(at + 1, ranges->end(), timeAt(right + 1, m_scale),
                                 [](const TimeRange& range, std::int64_t time) { return range.startNs < time; });
            if (next == at + 1)
                break;
            at = next - 1;
            right = std::max(right, extentOf(at->endNs, at->endNs).left);
        }
        m_list.fill(QRectF(left, top, right - left, height), color);
        ++at;
    }
}

void WaterfallScene::addHiddenStrip(const Row& row)
{
    if (!row.isCollapsed)
        return;
    const double top = m_metrics.snap(row.top + (m_metrics.rowHeight - m_metrics.barHeight) / 2.0 - kStrip - 1);
    addHiddenBars({row.span + 1, m_table->subtreeEnd(row.span)}, top, kStrip,
                  faint(themeColors().mutedText, kStripStrength));
}

// Rows that stand for several spans

void WaterfallScene::addGroup(const Row& row)
{
    const bool isRepeats = row.group->kind == RowGroup::Kind::Repeats;
    double x = m_metrics.snap(m_metrics.indent(row.depth));
    const double middle = row.top + m_metrics.rowHeight / 2.0;
    addExpander(row, x);
    x += kExpanderWidth + 2;
    if (isRepeats) {
        // Two chips, one behind the other.
        const double top = m_metrics.snap(middle - kChip / 2);
        m_list.fill(QRectF(x + 3, top - 2, kChip, kChip), faint(colorOf(row.span), kGroupStrength));
        m_list.softBar(QRectF(x, top, kChip, kChip), colorOf(row.span), m_metrics.corner());
        addKind(m_table->kind[row.span], x + kChip + 5, row);
        x += kChip + kGap + kKindWidth;
    }
    const bool hasError = row.group->errors > 0 || row.group->errorsBelow > 0;
    if (hasError) {
        m_list.marks.push_back({MarkShape::ErrorBelow, QRectF(x, m_metrics.snap(middle - kMark / 2), kMark, kMark),
                                themeColors().error, themeColors().base});
        x += kMark + 4;
    }
    addGroupName(row, x);
    if (m_metrics.timeWidth() <= 0)
        return;
    const QColor ink =
        isRepeats ? faint(colorOf(row.span), kStripStrength) : faint(themeColors().mutedText, kGroupStrength);
    const double height = isRepeats ? m_metrics.barHeight : kStrip * 2;
    addHiddenBars(row.group->spans, m_metrics.snap(middle - height / 2), height, ink);
    if (isRepeats)
        addGroupFigures(row, row.group->spans);
}

void WaterfallScene::addGroupName(const Row& row, double x)
{
    const bool isRepeats = row.group->kind == RowGroup::Kind::Repeats;
    const double end = (isRepeats ? m_metrics.namesEnd() : m_metrics.timeLeft()) - kGap;
    const std::string text =
        (isRepeats ? repeatsName(*m_table, *row.group) : groupSentence(*m_table, *row.group)).toStdString();
    if (end - x < kNarrowestName)
        return;
    addText(m_text, text, x, row, isRepeats ? themeColors().text : themeColors().mutedText, end - x);
    if (!isRepeats)
        return;
    const double nameEnd = x + m_text.label(text, end - x).width + 8;
    if (end - nameEnd >= kNarrowestName && !m_table->service(row.span).empty())
        addText(m_text, m_table->service(row.span), nameEnd, row, themeColors().mutedText, end - nameEnd);
}

void WaterfallScene::addGroupFigures(const Row& row, SpanRun run)
{
    const std::vector<TimeRange>* ranges = m_hiddenBars.find(m_shared, run);
    if (ranges == nullptr || ranges->empty())
        return;
    const Extent all = extentOf(ranges->front().startNs, ranges->back().endNs);
    const std::string text = repeatsFigures(*row.group).toStdString();
    const double width = m_smallText.label(text).width;
    const bool isLeft = all.left - m_metrics.timeLeft() > m_metrics.width - all.right;
    const double beside = isLeft ? all.left - kGap - width : all.right + kGap;
    if (beside >= m_metrics.timeLeft() + 2 && beside + width <= m_metrics.width - 2) {
        addText(m_smallText, text, beside, row, themeColors().mutedText);
        return;
    }
    // Over the bars then, on a ground of its own.
    const double x = m_metrics.snap(std::max(all.left, m_metrics.timeLeft()) + kGap);
    const double height = m_smallText.lineHeight();
    const double top = m_metrics.snap(row.top + (m_metrics.rowHeight - height) / 2);
    m_list.fill(QRectF(x - 3, top, width + 6, height), themeColors().base);
    addText(m_smallText, text, x, row, themeColors().text);
}

// Parts of bars

WaterfallScene::Extent WaterfallScene::addBarParts(const Row& row, const QRectF& bar)
{
    Extent inside{bar.left(), bar.right()};
    if (const SpanIndex callee = calleeOf(*m_table, row.span);
        callee != kNoSpan && !has(m_table->marks[callee], SpanMark::DurationUnknown)) {
        const Extent runs = extentOf(m_table->startNs[callee], m_table->endNs(callee));
        inside = {std::clamp(runs.left, bar.left(), bar.right()), std::clamp(runs.right, bar.left(), bar.right())};
        const QColor veil = faint(themeColors().base, kTravelVeil);
        m_list.fill(QRectF(bar.left(), bar.top(), inside.left - bar.left(), bar.height()), veil);
        m_list.fill(QRectF(inside.right, bar.top(), bar.right() - inside.right, bar.height()), veil);
    }
    addParentEdges(row, bar);
    return inside;
}

std::string WaterfallScene::barText(const Row& row) const
{
    const std::int64_t duration = m_table->durationNs[row.span];
    std::string text = formatDuration(duration);
    const auto whole = static_cast<double>(m_table->traceDurationNs);
    if (static_cast<double>(duration) >= kShareShown * whole && whole > 0)
        text += " · " + formatShare(static_cast<double>(duration), whole);
    if (const std::int64_t moved = m_table->movedBy(row.span); moved != 0)
        text += " · " + movedText(moved).toStdString();
    if (row.extra == nullptr)
        return text;
    if (const QString calls = callsText(m_table->marks[row.span], *row.extra); !calls.isEmpty())
        text += " · " + calls.toStdString();
    const SpanKind kind = m_table->kind[row.span];
    const bool isCall = kind == SpanKind::Client || kind == SpanKind::Producer;
    if (isCall && !row.extra->peer.empty() && !hasAnswer(*m_table, row.span))
        text += " → " + row.extra->peer;
    return text;
}

void WaterfallScene::addDashes(const QRectF& bar)
{
    // Above and below only: labels stay readable.
    for (double x = bar.left() + kDash; x < bar.right() - 1; x += kDash + kDashGap) {
        const double left = m_metrics.snap(x);
        const double width = std::min(kDashGap, bar.right() - x);
        m_list.fill(QRectF(left, bar.top(), width, kDashDepth), themeColors().base);
        m_list.fill(QRectF(left, bar.bottom() - kDashDepth, width, kDashDepth), themeColors().base);
    }
}

void WaterfallScene::addEvents(const Row& row, const QRectF& bar)
{
    if (row.extra == nullptr)
        return;
    const auto& events = row.extra->events;
    for (std::size_t i = 0; i < events.size();) {
        // What lies within a few pixels is one tick, as strong as the worst of it.
        const double x = xOf(events[i].timeNs, m_scale);
        bool isException = false;
        std::size_t next = i;
        while (next < events.size() && xOf(events[next].timeNs, m_scale) - x < kEventReach)
            isException = events[next++].isException || isException;
        // On a bar that is hardly wider than a tick it would hide the bar.
        const bool isVisible =
            x >= m_metrics.timeLeft() && x < m_metrics.width && (isException || bar.width() >= kNarrowestTicked);
        const double width = next - i > 1 ? 3 : 1;
        const QColor& color = isException ? themeColors().error : themeColors().text;
        if (isVisible) {
            m_list.fill(QRectF(m_metrics.snap(x), bar.top() - 3, width, 7), color);
            m_list.fill(QRectF(m_metrics.snap(x) - 1, bar.top() - 3, width + 2, 2), color);
        }
        i = next;
    }
}

void WaterfallScene::addChosen(const Row& row, double x, double end)
{
    if (row.extra == nullptr)
        return;
    for (const auto& [key, value] : row.extra->chosen) {
        if (end - x < kNarrowestName)
            return;
        addText(m_smallText, value, x, row, themeColors().accent, end - x);
        x += m_smallText.label(value, end - x).width + 8;
    }
}

void WaterfallScene::addParentEdges(const Row& row, const QRectF& bar)
{
    const SpanIndex parent = m_table->parent[row.span];
    if (parent == kNoSpan)
        return;
    const auto addEdge = [&](std::int64_t timeNs, const QColor& color) {
        const double x = m_metrics.snap(xOf(timeNs, m_scale));
        if (x - kEdge > bar.left() && x + kEdge < bar.right())
            m_list.fill(QRectF(x - kEdge / 2, bar.top() - 2, kEdge, bar.height() + 4), color);
    };
    if (m_table->startNs[row.span] < m_table->startNs[parent]) {
        addEdge(m_table->startNs[parent], themeColors().base);
        m_list.fill(QRectF(bar.left(), bar.top() - 2, kEdge, bar.height() + 4), themeColors().warning);
    }
    if (m_table->endNs(row.span) > m_table->endNs(parent) &&
        !has(m_table->marks[parent], SpanMark::DurationUnknown))
        addEdge(m_table->endNs(parent), themeColors().base);
}

} // namespace tailrace
