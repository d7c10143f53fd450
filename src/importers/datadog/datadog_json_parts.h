// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Links and events of Datadog spans in JSON: as members of a span (span_links, span_events) and as JSON text in
// its meta (_dd.span_links, events); datadog-agent, pkg/proto/datadog/trace/span.proto. Ids are numbers there and
// hex text here. Members that we do not know become attributes of the link or event. Each function reads one
// element of the list. One thread.

#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <cstddef>
#include <string_view>

namespace tailrace {

/// More links or events than this of one span are left out, and counted as dropped: a few bytes each would fill
/// any memory.
inline constexpr std::size_t kMaxDatadogParts = 100'000;

void readDatadogLink(JsonRecord& record, JsonValue item, SpanDraft& span);
void readDatadogEvent(JsonRecord& record, JsonValue item, SpanDraft& span);

/// True for the names in a typed value, such as {"type":2,"int_value":1}.
[[nodiscard]] bool isDatadogTypeName(std::string_view key);

} // namespace tailrace
