// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/span_text.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/common/coordinates.h"

#include <QCoreApplication>
#include <QStringList>

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
    if (table.hasChildren(span))
        parts << (isCollapsed ? tr("collapsed") : tr("expanded"));
    return parts.join(QStringLiteral(", "));
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
    if (table.isError(span))
        lines << tr("status: error");
    else if (table.errorBelow[span])
        lines << tr("a span below has an error");
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
