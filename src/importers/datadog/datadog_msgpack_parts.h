// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Links and events of Datadog spans in MessagePack (span_links and span_events; datadog-agent,
// pkg/proto/datadog/trace/span.proto). Each function reads the next value, a list, into the span and gives false
// when the input ends or breaks. One thread.

#include "importers/datadog/msgpack_fields.h"
#include "importers/span_sink.h"

namespace tailrace {

[[nodiscard]] bool readDatadogLinks(MsgpackFields& fields, SpanDraft& span);
[[nodiscard]] bool readDatadogEvents(MsgpackFields& fields, SpanDraft& span);

} // namespace tailrace
