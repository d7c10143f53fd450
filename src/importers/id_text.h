// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Ids that come as text (all JSON formats) as fixed-size ids. One rule for every format, so that the same text is
// the same id wherever it is met. Pure functions, any thread; setters work on the caller's draft.
//
// A text is taken as the first of these that it fits:
//   1. hex digits in either case, padded with zeros on the left; "0x" before them; more leading zeros than fit
//   2. a trace id as a UUID (8-4-4-4-12 digits) or as AWS X-Ray writes it (1-8-24 digits)
//   3. 48 (24) hex digits for a trace (span) id, which tools write that decode hex as if it were base64
//   4. base64 with padding, of bytes or of hex text: see id_bytes.h
//   5. base64 without padding that gives exactly an id's width, in both letter cases; the original is kept,
//   because
//      an ordinary name may look like that
//   6. any other text: a hash of it; the original is kept

#include "importers/id_bytes.h"
#include "importers/span_sink.h"

#include <string_view>

namespace tailrace {

/// Zero for an empty text and for one that spells zero.
[[nodiscard]] ReadTraceId traceIdFromText(std::string_view text);
[[nodiscard]] ReadSpanId spanIdFromText(std::string_view text);

/// Sets an id of a span or a link. If it had to be rewritten, the text is kept as an attribute (kOriginalTraceId,
/// …) and counted as IdRewritten. The draft's attributes must stand between two entries.
void setTraceId(SpanDraft& span, std::string_view text, SpanSink& sink, Location where);
void setSpanId(SpanDraft& span, std::string_view text, SpanSink& sink, Location where);
void setParentId(SpanDraft& span, std::string_view text, SpanSink& sink, Location where);
void setTraceId(LinkDraft& link, std::string_view text, SpanSink& sink, Location where);
void setSpanId(LinkDraft& link, std::string_view text, SpanSink& sink, Location where);
void setTraceId(LogDraft& log, std::string_view text, SpanSink& sink, Location where);
void setSpanId(LogDraft& log, std::string_view text, SpanSink& sink, Location where);

} // namespace tailrace
