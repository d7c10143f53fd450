// SPDX-License-Identifier: GPL-3.0-or-later
// What the list of traces says in words; where its rows come from is in trace_list_model.cpp.

#include "model/base/format.h"
#include "model/items/trace_list_model.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kServicesInToolTip = 30;
constexpr int kDayLength = 10; // of "2026-11-22"

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace

QString TraceListModel::orderText() const
{
    switch (m_order) {
    case TraceOrder::Start:
        return m_descending ? tr("newest first") : tr("oldest first");
    case TraceOrder::Duration:
        return m_descending ? tr("slowest first") : tr("fastest first");
    case TraceOrder::Spans:
        return m_descending ? tr("most spans first") : tr("fewest spans first");
    case TraceOrder::Errors:
        return m_descending ? tr("most errors first") : tr("fewest errors first");
    case TraceOrder::RootName:
        return m_descending ? tr("by name, Z to A") : tr("by name, A to Z");
    case TraceOrder::RootService:
        return m_descending ? tr("by root service, Z to A") : tr("by root service, A to Z");
    }
    return {};
}

std::vector<std::string> TraceListModel::servicesToShow(const TraceSummary& trace)
{
    std::vector<std::string> services = trace.services;
    const auto root = std::find(services.begin(), services.end(), trace.rootService);
    if (root != services.end())
        std::rotate(services.begin(), root, root + 1);
    return services;
}

QString TraceListModel::startText(const TraceSummary& trace) const
{
    if (trace.startNs == 0)
        return tr("unknown");
    QString instant = text(formatInstantUtc(trace.startNs, 3));
    instant.chop(4); // " UTC": the header says it
    return m_day.isEmpty() ? instant : instant.mid(kDayLength + 1);
}

QVariant TraceListModel::displayText(const TraceSummary& trace, int column) const
{
    switch (column) {
    case TraceColumn:
        if (trace.isSummary)
            return tr("%1 · summary").arg(trace.rootName.empty() ? tr("(no name)") : text(trace.rootName));
        return trace.rootName.empty() ? tr("(no name)") : text(trace.rootName);
    case StartColumn:
        return startText(trace);
    case DurationColumn:
        return text(formatDuration(trace.durationNs));
    case SpansColumn:
        return trace.knowsSpans ? text(formatCount(trace.spans)) : QStringLiteral("–");
    case ErrorsColumn:
        return trace.errors == 0 ? QStringLiteral("–") : text(formatCount(trace.errors));
    case ServicesColumn: {
        QStringList names;
        for (const std::string& service : servicesToShow(trace))
            names.append(text(service));
        return names.join(QStringLiteral(", "));
    }
    default:
        return {};
    }
}

QString TraceListModel::toolTip(const TraceSummary& trace, int column) const
{
    switch (column) {
    case TraceColumn: {
        QStringList lines{displayText(trace, column).toString()};
        if (!trace.rootService.empty())
            lines.append(text(trace.rootService));
        lines.append(tr("Trace %1").arg(text(toHex(trace.traceId))));
        if (trace.isSummary)
            lines.append(tr("Summary: the file lists this trace without its spans"));
        if (trace.roots > 1)
            lines.append(tr("%1 without a parent in the trace").arg(text(formatCount(trace.roots, "span"))));
        if (trace.orphans > 0)
            lines.append(tr("%1 whose parent is missing").arg(text(formatCount(trace.orphans, "span"))));
        return lines.join(u'\n');
    }
    case StartColumn:
        return trace.startNs == 0 ? tr("No start was recorded") : text(formatInstantUtc(trace.startNs, 9));
    case DurationColumn:
        return tr("%1, %2 of the longest trace")
            .arg(text(formatDurationExact(trace.durationNs)),
                 text(formatShare(static_cast<double>(trace.durationNs),
                                  static_cast<double>(m_totals.maxDurationNs))));
    case ErrorsColumn:
        if (!trace.knowsErrors)
            return tr("The file does not say how many spans have the status error");
        return trace.errors == 0
                   ? tr("No span has the status error")
                   : tr("%1 of %2 with the status error")
                         .arg(text(formatCount(trace.errors)), text(formatCount(trace.spans, "span")));
    case ServicesColumn: {
        const std::vector<std::string> services = servicesToShow(trace);
        QStringList lines;
        for (std::size_t i = 0; i < std::min(services.size(), kServicesInToolTip); ++i)
            lines.append(text(services[i]));
        if (services.size() > kServicesInToolTip)
            lines.append(tr("and %1 more").arg(services.size() - kServicesInToolTip));
        return lines.join(u'\n');
    }
    default:
        return trace.knowsSpans ? text(formatCount(trace.spans, "span"))
                                : tr("The file does not say how many spans the trace has");
    }
}

QString TraceListModel::matchesToolTip(int row) const
{
    const Matches* found = matches(row);
    if (found == nullptr)
        return {};
    QStringList lines{found->spans == 1 ? tr("1 matching span")
                                        : tr("%1 matching spans").arg(text(formatCount(found->spans)))};
    for (const MatchedSpan& span : found->first) {
        QString line = QStringLiteral("%1  %2  %3").arg(text(span.service), text(span.name),
                                                        text(formatDuration(span.durationNs)));
        if (span.status == StatusCode::Error)
            line += tr("  error");
        lines.append(line);
    }
    if (found->spans > found->first.size())
        lines.append(tr("and %1 more").arg(text(formatCount(found->spans - found->first.size()))));
    return lines.join(u'\n');
}

QString TraceListModel::accessibleText(const TraceSummary& trace, int column) const
{
    switch (column) {
    case TraceColumn:
        return trace.rootService.empty()
                   ? displayText(trace, column).toString()
                   : tr("%1, %2").arg(displayText(trace, column).toString(), text(trace.rootService));
    case SpansColumn:
        return trace.knowsSpans ? text(formatCount(trace.spans, "span")) : tr("unknown number of spans");
    case ErrorsColumn:
        if (!trace.knowsErrors)
            return tr("unknown number of errors");
        return trace.errors == 0 ? tr("no errors") : text(formatCount(trace.errors, "error"));
    default:
        return displayText(trace, column).toString();
    }
}

QVariant TraceListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = section >= SpansColumn && section <= MatchesColumn;
        return QVariant::fromValue((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TraceColumn:
        return tr("Trace");
    case StartColumn:
        return tr("Start (UTC)");
    case DurationColumn:
        return tr("Duration");
    case SpansColumn:
        return tr("Spans");
    case ErrorsColumn:
        return tr("Errors");
    case MatchesColumn:
        return tr("Matching");
    case ServicesColumn:
        return tr("Services");
    default:
        return {};
    }
}

} // namespace tailrace
