// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The parts of OTLP JSON that spans and log records have in common, for the exporters of both. Pure functions, any
// thread.

#include "model/base/json_writer.h"
#include "model/cache/span_detail.h"

#include <cstdint>
#include <string>

namespace tailrace::otlp_json {

/// An AnyValue object.
void writeAnyValue(JsonWriter& json, const Value& value);
/// The members "attributes" and "droppedAttributesCount", where they say something.
void writeAttributeMembers(JsonWriter& json, const AttributeList& list, std::uint32_t dropped);
/// The beginning of a ResourceSpans or ResourceLogs object up to the elements of its list `scopes`, which is
/// "scopeSpans" or "scopeLogs"; "]}" ends it.
[[nodiscard]] std::string resourceHead(const ResourceDetail& resource, const char* scopes);
/// The same for a ScopeSpans or ScopeLogs object and its list `records`: "spans" or "logRecords".
[[nodiscard]] std::string scopeHead(const ScopeDetail& scope, const char* records);

} // namespace tailrace::otlp_json
