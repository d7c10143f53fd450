// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/span_text.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/common/coordinates.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kLongestText = 300; // bytes of a name in a tool tip

QString tr(const char* text)
{
    return QCoreApplication::translate("SpanText", text);
}

QString duration(std::int64_t ns)
{
    return QString::fromStdString(formatDuration(ns));
}

QString errors(std::uint64_t count)
{
    return QString::fromStdString(formatCount(count, "error"));
}

/// How a span lies outside of its parent's time.
QStringList outsideParent(const SpanTable& table, SpanIndex span)
{
    const SpanIndex parent = table.parent[span];
    QStringList lines;
    if (parent == kNoSpan)
        return lines;
    if (table.startNs[span] < table.startNs[parent])
        lines << tr("starts %1 before its parent")
                     .arg(duration(saturatingDifference(table.startNs[parent], table.startNs[span])));
    if (table.endNs(span) > table.endNs(parent) && !has(table.marks[parent], SpanMark::DurationUnknown))
        lines << tr("outlasts its parent by %1")
                     .arg(duration(saturatingDifference(table.endNs(span), table.endNs(parent))));
    return lines;
}

} // namespace

QString spokenSpan(const SpanTable& table, SpanIndex span, bool isCollapsed)
{
    QStringList parts;
    if (!table.service(span).empty())
        parts << toQString(table.service(span));
    parts << toQString(table.name(span));
    parts << (has(table.marks[span], SpanMark::DurationUnknown) ? tr("duration unknown")
                                                                : duration(table.durationNs[span]));
    parts << (table.isError(span) ? tr("error") : table.errorBelow[span] ? tr("error below") : tr("no error"));
    if (table.kind[span] != SpanKind::Unspecified && table.kind[span] != SpanKind::Internal)
        parts << toQString(name(table.kind[span]));
    parts << outsideParent(table, span);
    if (table.movedBy(span) != 0)
        parts << movedText(table.movedBy(span));
    if (table.hasChildren(span))
        parts << (isCollapsed ? tr("collapsed, %1 below")
                                    .arg(QString::fromStdString(formatCount(table.subtreeSize[span] - 1, "span")))
                              : tr("expanded"));
    return parts.join(QStringLiteral(", "));
}

QString spokenExtra(const SpanExtra& extra)
{
    QString text;
    const auto add = [&text](const QString& part) { text += QStringLiteral(", ") + part; };
    const auto count = [](std::uint64_t n, const char* noun) {
        return QString::fromStdString(formatCount(n, noun));
    };
    if (const std::uint64_t all = extra.events.size() + extra.moreEvents; all > 0)
        add(count(all, "event"));
    if (extra.links > 0)
        add(count(extra.links, "link"));
    if (extra.linksIn > 0)
        add(tr("linked from %1").arg(QString::fromStdString(formatCount(extra.linksIn, "span"))));
    if (extra.calls > 1)
        add(count(extra.calls, "call"));
    if (!extra.peer.empty())
        add(tr("peer %1").arg(toQString(extra.peer)));
    for (const auto& [key, value] : extra.chosen)
        add(QStringLiteral("%1 %2").arg(toQString(key), toQString(value)));
    return text;
}

QString movedText(std::int64_t movedNs)
{
    return tr("moved %1%2").arg(movedNs > 0 ? QStringLiteral("+") : QString(), duration(movedNs));
}

QString callsText(SpanMarks marks, const SpanExtra& extra)
{
    if (extra.calls > 0)
        return extra.calls > 1 || has(marks, SpanMark::Summary)
                   ? QString::fromStdString(formatCount(extra.calls, "call"))
                   : QString();
    return has(marks, SpanMark::Summary) ? tr("several calls") : QString();
}

QString linkedSpanText(const SpanTable& table, TraceId trace, SpanId span)
{
    const QString id = toQString(toHex(span));
    if (trace != table.traceId)
        return tr("span %1 of trace %2").arg(id, toQString(toHex(trace)).right(16));
    const SpanIndex found = table.find(span);
    if (found == kNoSpan)
        return tr("span %1, which is not in this trace").arg(id);
    const QString name = toQString(table.name(found).substr(0, kLongestText));
    const QString service = toQString(table.service(found).substr(0, kLongestText));
    return service.isEmpty() || name.isEmpty() ? service + name : QStringLiteral("%1: %2").arg(service, name);
}

QString linkingSpanText(const SpanTable& table, const LinkFrom& link)
{
    const QString name = toQString(std::string_view(link.name).substr(0, kLongestText));
    const QString service = toQString(std::string_view(link.service).substr(0, kLongestText));
    const QString span =
        service.isEmpty() || name.isEmpty() ? service + name : QStringLiteral("%1: %2").arg(service, name);
    if (span.isEmpty())
        return linkedSpanText(table, link.trace, link.span);
    return link.trace == table.traceId ? span
                                       : tr("%1 of trace %2").arg(span, toQString(toHex(link.trace)).right(16));
}

QString extraLines(const SpanTable& table, SpanIndex span, const SpanExtra* extra)
{
    QStringList lines;
    if (const QString calls = callsText(table.marks[span], extra == nullptr ? SpanExtra() : *extra);
        !calls.isEmpty())
        lines << tr("sums up %1").arg(calls);
    constexpr std::size_t kMostLines = 5;
    const std::size_t shown = extra == nullptr ? 0 : std::min(extra->linked.size(), kMostLines);
    for (std::size_t i = 0; i < shown; ++i)
        lines << tr("links to %1").arg(linkedSpanText(table, extra->linked[i].first, extra->linked[i].second));
    if (extra != nullptr && extra->links > shown)
        lines << tr("and to %1 more").arg(QString::fromStdString(formatCount(extra->links - shown, "span")));
    const std::size_t shownIn = extra == nullptr ? 0 : std::min(extra->linkedFrom.size(), kMostLines);
    for (std::size_t i = 0; i < shownIn; ++i)
        lines << tr("linked from %1").arg(linkingSpanText(table, extra->linkedFrom[i]));
    if (extra != nullptr && extra->linksIn > shownIn)
        lines << tr("and from %1 more").arg(QString::fromStdString(formatCount(extra->linksIn - shownIn, "span")));
    QString text;
    for (const QString& line : lines)
        text += QStringLiteral("<br>") + line.toHtmlEscaped();
    return text;
}

QString eventLine(const SpanExtra::Event& event, std::int64_t zeroNs)
{
    return tr("%1 at %2")
        .arg(toQString(std::string_view(event.name).substr(0, kLongestText)),
             duration(saturatingDifference(event.timeNs, zeroNs)));
}

QString eventList(const QStringList& lines)
{
    constexpr qsizetype kMostLines = 12;
    QString text;
    for (const QString& line : lines.mid(0, kMostLines))
        text += QStringLiteral("<br>◆ ") + line.toHtmlEscaped();
    if (lines.size() > kMostLines)
        text += QStringLiteral("<br>") + tr("and %1 more").arg(lines.size() - kMostLines);
    return text;
}

QString repeatsName(const SpanTable& table, const RowGroup& group)
{
    const std::string_view name = table.name(group.spans.first);
    return tr("%1 × %2").arg(toQString(name.empty() ? table.service(group.spans.first) : name),
                             QString::fromStdString(formatCount(group.count)));
}

QString repeatsFigures(const RowGroup& group)
{
    QString text = tr("sum %1 · slowest %2").arg(duration(group.sumNs), duration(group.slowestNs));
    if (group.errors > 0)
        text += QStringLiteral(", ") + errors(group.errors);
    if (group.errorsBelow > 0)
        text += QStringLiteral(", ") + tr("%1 below").arg(errors(group.errorsBelow));
    return text;
}

QString groupSentence(const SpanTable& table, const RowGroup& group)
{
    if (group.kind == RowGroup::Kind::Repeats)
        return tr("%1 · %2").arg(repeatsName(table, group), repeatsFigures(group));
    const QString spans = QString::fromStdString(formatCount(group.spans.size(), "span"));
    const QString service = toQString(table.strings.text(group.service));
    QString text = group.manyServices || service.isEmpty() ? tr("%1 hidden").arg(spans)
                                                           : tr("%1 of %2 hidden").arg(spans, service);
    if (group.errors > 0)
        text += QStringLiteral(", ") + errors(group.errors);
    return text;
}

QString groupToolTip(const SpanTable& table, const RowGroup& group)
{
    return QStringLiteral("<p style='white-space:pre-wrap'><b>%1</b><br>%2")
        .arg(groupSentence(table, group).left(static_cast<qsizetype>(kLongestText)).toHtmlEscaped(),
             tr("Click to show them."));
}

QString spanToolTip(const SpanTable& table, SpanIndex span)
{
    const auto shortened = [](std::string_view text) { return toQString(text.substr(0, kLongestText)); };
    QStringList lines;
    if (!table.service(span).empty())
        lines << shortened(table.service(span));
    const bool hasLength = !has(table.marks[span], SpanMark::DurationUnknown);
    if (hasLength)
        lines << tr("%1, self %2").arg(duration(table.durationNs[span]), duration(table.selfNs[span]));
    lines << tr("starts at %1").arg(duration(saturatingDifference(table.startNs[span], table.traceStartNs)));
    if (const std::int64_t moved = table.movedBy(span); moved != 0) {
        const std::int64_t recorded = saturatingDifference(table.startNs[span], moved);
        lines << tr("↔ clock corrected: %1, recorded start %2")
                     .arg(movedText(moved), QString::fromStdString(formatInstantUtc(recorded, 6)));
    }
    if (table.isError(span))
        lines << tr("status: error");
    else if (table.errorBelow[span])
        lines << tr("a span below has an error");
    lines << outsideParent(table, span);
    for (const SpanMark mark : kAllMarks)
        if (has(table.marks[span], mark))
            lines << toQString(sentence(mark));
    QString tip = QStringLiteral("<p style='white-space:pre-wrap'><b>%1</b>")
                      .arg(shortened(table.name(span)).toHtmlEscaped());
    for (const QString& line : lines)
        tip += QStringLiteral("<br>") + line.toHtmlEscaped();
    return tip;
}

} // namespace tailrace
