// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/trace_status.h"

#include "model/base/format.h"
#include "model/items/selection.h"
#include "views/common/time_axis.h"
#include "views/waterfall/waterfall_view.h"

#include <QCoreApplication>
#include <QStringList>

namespace tailrace {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tailrace::TraceStatus)
};

QString instant(const TimeAxis& axis, std::int64_t timeNs)
{
    // The day is in the headline.
    return axis.display() == TimeDisplay::Relative ? instantText(timeNs, axis.zeroNs(), TimeDisplay::Relative)
                                                   : clockTickLabel(timeNs, 1'000'000, axis.display());
}

QString spansText(const SpanTable& table, SpanIndex hidden)
{
    const QString spans = QString::fromStdString(formatCount(table.size(), "span"));
    return hidden == 0
               ? Text::tr("%1, all shown").arg(spans)
               : Text::tr("%1, %2 shown").arg(spans, QString::fromStdString(formatCount(table.size() - hidden)));
}

QString selectedText(const SpanTable& table, SpanIndex span, const TimeAxis& axis)
{
    return Text::tr("selected %1, %2 – %3")
        .arg(QString::fromStdString(formatDuration(table.durationNs[span])), instant(axis, table.startNs[span]),
             instant(axis, table.endNs(span)));
}

QString measuredText(TimeRange measured, const TimeAxis& axis)
{
    return Text::tr("measured %1, %2 – %3")
        .arg(QString::fromStdString(formatDurationExact(lengthNs(measured))), instant(axis, measured.startNs),
             instant(axis, measured.endNs));
}

QString foldedText(const TimeAxis& axis)
{
    const std::int64_t folded =
        lengthNs(axis.trace()) - axis.folds()->openNs(axis.trace().startNs, axis.trace().endNs);
    return Text::tr("%1 folded").arg(QString::fromStdString(formatDuration(folded)));
}

} // namespace

QString statusText(const TraceStatus& status, const Selection& selection, const TimeAxis& axis,
                   const WaterfallView& waterfall)
{
    const SpanTablePtr& table = selection.trace();
    if (table == nullptr)
        return {};
    QStringList parts{spansText(*table, waterfall.rows().hiddenCount())};
    if (selection.current() != kNoSpan)
        parts << selectedText(*table, selection.current(), axis);
    if (const auto measured = waterfall.measured())
        parts << measuredText(*measured, axis);
    if (axis.folds() != nullptr)
        parts << foldedText(axis);
    if (!status.notice.isEmpty())
        parts << status.notice;
    if (status.pointed)
        parts << Text::tr("pointer at %1").arg(instant(axis, *status.pointed));
    return parts.join(QStringLiteral(" · "));
}

} // namespace tailrace
