// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A span in words, for tool tips and for assistive tools. Pure, any thread.

#include "model/items/row_layout.h"
#include "model/items/span_extras.h"

#include <QString>

namespace tailrace {

/// "payment, Charge Card, 1.80 s, error below, collapsed".
[[nodiscard]] QString spokenSpan(const SpanTable& table, SpanIndex span, bool isCollapsed);
/// ", 3 events, 1 link, linked from 2 spans, 12 calls, calls redis"; empty if there is nothing.
[[nodiscard]] QString spokenExtra(const SpanExtra& extra);
/// "moved +12.3 ms": by how much a corrected clock moved the span.
[[nodiscard]] QString movedText(std::int64_t movedNs);
/// "12 calls", for a span that sums up several; "several calls" where their number was not recorded; else empty.
[[nodiscard]] QString callsText(SpanMarks marks, const SpanExtra& extra);
/// "payment: Charge Card", or the id of a span that is not in the trace; with the trace's if it is of another.
[[nodiscard]] QString linkedSpanText(const SpanTable& table, TraceId trace, SpanId span);
/// "payment: Charge Card" for a span that links to one of this trace; with the trace if it is of another.
[[nodiscard]] QString linkingSpanText(const SpanTable& table, const LinkFrom& link);
/// What lies behind the marks of a row, as lines for the end of a rich text: calls summed up, spans linked to and from.
[[nodiscard]] QString extraLines(const SpanTable& table, SpanIndex span, const SpanExtra* extra);
/// "exception at 12 ms", counted from `zeroNs`.
[[nodiscard]] QString eventLine(const SpanExtra::Event& event, std::int64_t zeroNs);
/// Lines for the end of a rich text; a long list is cut and says so.
[[nodiscard]] QString eventList(const QStringList& lines);
/// "12 spans of redis hidden, 1 error"; "GET /item × 37 · sum 1.20 s · slowest 90 ms, 2 errors".
[[nodiscard]] QString groupSentence(const SpanTable& table, const RowGroup& group);
/// The same in pieces for a row of repeats: what it is, and "sum 1.20 s · slowest 90 ms, 2 errors".
[[nodiscard]] QString repeatsName(const SpanTable& table, const RowGroup& group);
[[nodiscard]] QString repeatsFigures(const RowGroup& group);
/// The sentence as rich text, and what a click does.
[[nodiscard]] QString groupToolTip(const SpanTable& table, const RowGroup& group);
/// Name, service, times, status and what is odd about the span, as rich text.
[[nodiscard]] QString spanToolTip(const SpanTable& table, SpanIndex span);

} // namespace tailrace
