// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The JSON that commands print about traces and spans. Keys are camelCase; instants are decimal texts of ns since
// the epoch, lengths integers of ns, ids lower-case hex. Outside tools rely on these shapes: add keys, never
// change them.
//
// Attributes become one object. A key that was recorded several times gets the array of its values, in order; text
// is text, bytes are base64 text, lists of entries are objects, NaN and infinities the texts "NaN", "Infinity",
// "-Infinity".

#include "model/base/json_writer.h"
#include "model/cache/cache_reader.h"
#include "model/cache/span_detail.h"
#include "model/trace/span_table.h"

#include <functional>
#include <string>
#include <vector>

namespace tailrace {

/// {"traceId","rootService","rootName","startNs":"…","durationNs","spans","errors","services":[…],"roots","orphans",
/// "summary"}. A summary is a trace that a file lists without its spans; its counts are 0 where the file has none.
/// `more` may add keys of its own to the object.
void writeTraceSummary(JsonWriter& json, const TraceSummary& trace,
                       const std::function<void(JsonWriter&)>& more = {});

/// {"spanId","parentSpanId","depth","service","name","kind","status","statusMessage","startNs":"…","durationNs",
/// "selfNs","attributes":{…},"resource":{…},"scope":{…},"events":[…],"links":[…],"warnings":[…]}
/// In a trace with corrected clocks also "movedNs": what was added to the times of the span and of its events.
void writeSpan(JsonWriter& json, const SpanTable& trace, SpanIndex index, const SpanDetail& span);

/// {"spanId","timeNs":"…","observedNs":"…","severity","severityText","name","body","attributes":{…},
/// "service","resource":{…},"scope":{…}}. The span id is empty for a log of the trace as a whole, an unknown time
/// "0", a body that was not recorded null.
void writeLog(JsonWriter& json, const LogDetail& log);

void writeAttributes(JsonWriter& json, const AttributeList& attributes);

/// What is odd about a span, as sentences: its marks, and what its recorder dropped.
[[nodiscard]] std::vector<std::string> warnings(SpanMarks marks, const SpanDetail& span);

} // namespace tailrace
