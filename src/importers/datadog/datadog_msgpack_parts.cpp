// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/datadog_msgpack_parts.h"

#include "importers/datadog/datadog_json_parts.h"

#include <string>

namespace tailrace {

namespace {

constexpr int kMaxTyped = 16;

bool readLink(MsgpackFields& fields, std::uint64_t pairs, LinkDraft& link)
{
    std::string key;
    for (std::uint64_t i = 0; i < pairs; ++i) {
        if (!fields.readKey(key))
            return false;
        bool isWhole = false;
        if (key == "trace_id")
            isWhole = fields.readBits(key, link.traceId.lo, link.attributes);
        else if (key == "trace_id_high")
            isWhole = fields.readBits(key, link.traceId.hi, link.attributes);
        else if (key == "span_id")
            isWhole = fields.readBits(key, link.spanId.value, link.attributes);
        else if (key == "attributes")
            isWhole = fields.readAttributes(key, "", link.attributes);
        else if (key == "tracestate")
            isWhole = fields.readText(key, link.traceState, link.attributes);
        else if (key == "flags")
            isWhole = fields.readNumber(key, link.flags, link.attributes);
        else
            isWhole = fields.cursor().next() && fields.keep(key, link.attributes);
        if (!isWhole)
            return false;
    }
    return true;
}

[[nodiscard]] bool writeTyped(MsgpackFields& fields, AttributeWriter& out, int depth);

/// {"values":[typed value, …]}, or the list alone.
bool writeTypedArray(MsgpackFields& fields, AttributeWriter& out, int depth)
{
    MsgpackCursor& cursor = fields.cursor();
    const bool isMap = cursor.kind() == MsgpackKind::Map;
    const std::uint64_t lists = isMap ? cursor.count() : 1;
    std::string key;
    bool isWhole = true;
    out.beginArray();
    for (std::uint64_t i = 0; i < lists && isWhole; ++i) {
        if (isMap)
            isWhole = fields.readKey(key) && cursor.next();
        const std::uint64_t count = cursor.kind() == MsgpackKind::Array ? cursor.count() : 0;
        if (isWhole && cursor.kind() != MsgpackKind::Array)
            isWhole = cursor.skip();
        for (std::uint64_t k = 0; k < count && isWhole; ++k) {
            const bool isLeftOut = fields.isOverLimit();
            isWhole = cursor.next() && (isLeftOut ? cursor.skip() : writeTyped(fields, out, depth + 1));
        }
    }
    out.end();
    return isWhole;
}

/// Writes the token that was read last: {"type":2,"int_value":1}, or any other value as it is.
bool writeTyped(MsgpackFields& fields, AttributeWriter& out, int depth)
{
    MsgpackCursor& cursor = fields.cursor();
    if (cursor.kind() != MsgpackKind::Map || depth >= kMaxTyped)
        return fields.copyValue(out);
    const std::uint64_t pairs = cursor.count();
    std::string key;
    bool isWhole = true;
    bool isWritten = false;
    bool isTyped = true;
    for (std::uint64_t i = 0; i < pairs && isWhole; ++i) {
        const bool isLeftOut = fields.isOverLimit();
        isWhole = fields.readKey(key) && cursor.next();
        if (isWhole && i == 0) {
            isTyped = isDatadogTypeName(key);
            if (!isTyped)
                out.beginList();
        }
        if (!isWhole)
            break;
        const bool isArray = cursor.kind() == MsgpackKind::Array || cursor.kind() == MsgpackKind::Map;
        if (isLeftOut || (isTyped && (key == "type" || isWritten))) {
            isWhole = cursor.skip();
        } else if (isTyped && key == "array_value" && isArray) {
            isWhole = writeTypedArray(fields, out, depth);
            isWritten = true;
        } else {
            if (!isTyped)
                out.key(key);
            isWhole = fields.copyValue(out);
            isWritten = true;
        }
    }
    if (!isTyped)
        out.end();
    else if (!isWritten)
        out.null();
    return isWhole;
}

bool readEventAttributes(MsgpackFields& fields, EventDraft& event)
{
    MsgpackCursor& cursor = fields.cursor();
    if (!cursor.next())
        return false;
    if (cursor.kind() != MsgpackKind::Map)
        return fields.wrongType("attributes", event.attributes);
    const std::uint64_t pairs = cursor.count();
    std::string key;
    for (std::uint64_t i = 0; i < pairs; ++i) {
        const bool isLeftOut = fields.isOverLimit();
        if (!fields.readKey(key) || !cursor.next())
            return false;
        if (!isLeftOut)
            event.attributes.key(key);
        if (!(isLeftOut ? cursor.skip() : writeTyped(fields, event.attributes, 0)))
            return false;
    }
    return true;
}

bool readEvent(MsgpackFields& fields, std::uint64_t pairs, EventDraft& event)
{
    std::string key;
    for (std::uint64_t i = 0; i < pairs; ++i) {
        if (!fields.readKey(key))
            return false;
        bool isWhole = false;
        bool isKnown = false;
        if (key == "name")
            isWhole = fields.readText(key, event.name, event.attributes);
        else if (key == "time_unix_nano")
            isWhole = fields.readTime(key, false, event.timeNs, isKnown, event.attributes);
        else if (key == "attributes")
            isWhole = readEventAttributes(fields, event);
        else
            isWhole = fields.cursor().next() && fields.keep(key, event.attributes);
        if (!isWhole)
            return false;
    }
    return true;
}

/// Calls read(pairs) for each element of the next value that is a map; `dropped` counts those beyond the limits.
template <class F>
bool readList(MsgpackFields& fields, std::string_view key, SpanDraft& span, std::uint32_t& dropped, F&& read)
{
    MsgpackCursor& cursor = fields.cursor();
    if (!cursor.next())
        return false;
    if (cursor.kind() != MsgpackKind::Array)
        return fields.wrongType(key, span.attributes);
    const std::uint64_t count = cursor.count();
    for (std::uint64_t i = 0; i < count; ++i) {
        if (!cursor.next())
            return false;
        const bool isTooMany = i >= kMaxDatadogParts || fields.isOverLimit();
        dropped += isTooMany ? 1 : 0;
        bool isWhole = false;
        if (isTooMany)
            isWhole = cursor.skip();
        else if (cursor.kind() == MsgpackKind::Map)
            isWhole = read(cursor.count());
        else
            isWhole = fields.wrongType(key, span.attributes);
        if (!isWhole)
            return false;
    }
    return true;
}

} // namespace

bool readDatadogLinks(MsgpackFields& fields, SpanDraft& span)
{
    return readList(fields, "span_links", span, span.droppedLinks,
                    [&](std::uint64_t pairs) { return readLink(fields, pairs, span.addLink()); });
}

bool readDatadogEvents(MsgpackFields& fields, SpanDraft& span)
{
    return readList(fields, "span_events", span, span.droppedEvents,
                    [&](std::uint64_t pairs) { return readEvent(fields, pairs, span.addEvent()); });
}

} // namespace tailrace
