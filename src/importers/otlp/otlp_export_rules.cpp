// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_export_rules.h"

#include "importers/otlp/otlp_times.h"

namespace tailrace {

OtlpTimes otlpTimes(const SpanDetail& span)
{
    OtlpTimes times;
    const bool startKnown = !has(span.marks, SpanMark::StartUnknown);
    const bool lengthKnown = !has(span.marks, SpanMark::DurationUnknown);
    std::int64_t end = 0;
    const bool fits = !__builtin_add_overflow(span.startNs, span.durationNs, &end) && end > 0;
    if (startKnown)
        times.startNs = static_cast<std::uint64_t>(span.startNs);
    if (startKnown && lengthKnown && fits)
        times.endNs = static_cast<std::uint64_t>(end);
    if (startKnown && span.startNs == 0)
        times.attributes.push_back({std::string(kRecordedStart), {span.startNs}});
    if (lengthKnown && times.endNs == 0)
        times.attributes.push_back({std::string(kRecordedLength), {span.durationNs}});
    return times;
}

void countOtlpLosses(const SpanDetail& span, ExportReport& report)
{
    if (!otlpTimes(span).attributes.empty())
        report.lose(LossKind::TimeAsAttribute, span.spanId);
    if (has(span.marks, SpanMark::SharedSpan))
        report.lose(LossKind::SharedMark, span.spanId);
}

} // namespace tailrace
