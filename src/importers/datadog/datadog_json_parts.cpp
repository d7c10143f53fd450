// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/datadog_json_parts.h"

#include "importers/id_text.h"
#include "importers/json/json_fields.h"

#include <string>

namespace tailrace {

namespace {

constexpr std::string_view kPrefix = "datadog.";

void linkMember(JsonFields& fields, std::string_view key, JsonValue value, LinkDraft& link)
{
    JsonRecord& record = fields.record();
    const bool isNumber = kindOf(value) == JsonKind::Number;
    const std::optional<std::uint64_t> number = isNumber ? jsonUint(value) : std::nullopt;
    if (key == "trace_id" && number)
        link.traceId.lo = *number;
    else if (key == "trace_id_high" && number)
        link.traceId.hi = *number;
    else if (key == "span_id" && number)
        link.spanId.value = *number;
    else if (key == "trace_id" || key == "trace_id_high" || key == "span_id") {
        const std::string_view text = isNumber ? std::string_view() : fields.id(key, value, link.attributes);
        if (isNumber)
            fields.wrongType(key, value, link.attributes);
        else if (key == "trace_id")
            setTraceId(link, text, record.sink(), record.where());
        else if (key == "span_id")
            setSpanId(link, text, record.sink(), record.where());
        else
            link.traceId.hi = spanIdFromText(text).id.value;
    } else if (key == "tracestate" || key == "trace_state") {
        fields.text(key, value, link.traceState, link.attributes);
    } else if (key == "flags") {
        fields.number(key, value, link.flags, link.attributes);
    } else if (key == "dropped_attributes_count") {
        fields.number(key, value, link.droppedAttributes, link.attributes);
    } else if (key == "attributes" && kindOf(value) == JsonKind::Object) {
        (void)record.copyMembers(value, link.attributes);
    } else {
        fields.keep(key, value, link.attributes);
    }
}

/// The values of {"type":4,"array_value":{"values":[…]}} lie two objects deep, so this many levels are enough for
/// anything that a tracer writes; deeper ones are kept as they are.
constexpr int kMaxTyped = 16;

void writeValue(JsonRecord& record, JsonValue value, AttributeWriter& out, int depth);

void writeArray(JsonRecord& record, JsonValue value, AttributeWriter& out, int depth)
{
    out.beginArray();
    const auto element = [&](JsonValue item) { writeValue(record, item, out, depth + 1); };
    if (kindOf(value) == JsonKind::Array)
        (void)record.forEachElement(value, element);
    else
        (void)record.forEachMember(
            value, [&](std::string_view, JsonValue list) { (void)record.forEachElement(list, element); });
    out.end();
}

/// A value that may be typed: {"type":2,"int_value":1}.
void writeValue(JsonRecord& record, JsonValue value, AttributeWriter& out, int depth)
{
    if (kindOf(value) != JsonKind::Object || depth >= kMaxTyped) {
        (void)record.copyValue(value, out);
        return;
    }
    bool isTyped = false;
    bool isFirst = true;
    bool isWritten = false;
    (void)record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (isFirst)
            isTyped = isDatadogTypeName(key);
        if (isFirst && !isTyped)
            out.beginList();
        isFirst = false;
        if (!isTyped) {
            out.key(key);
            (void)record.copyValue(member, out);
        } else if (key != "type" && !isWritten) {
            isWritten = true;
            const JsonKind kind = kindOf(member);
            if (key == "array_value" && (kind == JsonKind::Array || kind == JsonKind::Object))
                writeArray(record, member, out, depth);
            else
                (void)record.copyValue(member, out);
        }
    });
    if (isFirst)
        out.beginList();
    if (!isTyped)
        out.end();
    else if (!isWritten)
        out.null();
}

void eventMember(JsonFields& fields, std::string_view key, JsonValue value, EventDraft& event)
{
    JsonRecord& record = fields.record();
    if (key == "name") {
        fields.text(key, value, event.name, event.attributes);
    } else if (key == "time_unix_nano") {
        (void)fields.time(key, value, TimeUnit::Nanoseconds, event.timeNs, event.attributes);
    } else if (key == "attributes" && kindOf(value) == JsonKind::Object) {
        (void)record.forEachMember(value, [&](std::string_view name, JsonValue member) {
            event.attributes.key(name);
            writeValue(record, member, event.attributes, 0);
        });
    } else if (key == "dropped_attributes_count") {
        fields.number(key, value, event.droppedAttributes, event.attributes);
    } else {
        fields.keep(key, value, event.attributes);
    }
}

} // namespace

bool isDatadogTypeName(std::string_view key)
{
    return key == "type" || key.ends_with("_value");
}

void readDatadogLink(JsonRecord& record, JsonValue item, SpanDraft& span)
{
    JsonFields fields(record, kPrefix);
    if (kindOf(item) != JsonKind::Object)
        return fields.wrongType("span_link", item, span.attributes);
    if (span.linkCount() >= kMaxDatadogParts) {
        ++span.droppedLinks;
        return;
    }
    LinkDraft& link = span.addLink();
    (void)record.forEachMember(
        item, [&](std::string_view key, JsonValue value) { linkMember(fields, key, value, link); });
}

void readDatadogEvent(JsonRecord& record, JsonValue item, SpanDraft& span)
{
    JsonFields fields(record, kPrefix);
    if (kindOf(item) != JsonKind::Object)
        return fields.wrongType("span_event", item, span.attributes);
    if (span.eventCount() >= kMaxDatadogParts) {
        ++span.droppedEvents;
        return;
    }
    EventDraft& event = span.addEvent();
    (void)record.forEachMember(
        item, [&](std::string_view key, JsonValue value) { eventMember(fields, key, value, event); });
}

} // namespace tailrace
