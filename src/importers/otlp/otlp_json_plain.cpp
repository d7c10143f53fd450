// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_json_plain.h"

#include "importers/json/json_string.h"

#include <optional>

namespace tailrace {

namespace {

bool traceId(JsonPlain& text, TraceId& id)
{
    std::string_view hex;
    if (!text.string(hex) || hex.size() != 32)
        return false;
    const std::optional<TraceId> read = parseTraceId(hex);
    id = read.value_or(TraceId());
    return read && !id.isZero();
}

bool spanId(JsonPlain& text, SpanId& id, bool mayBeEmpty)
{
    std::string_view hex;
    if (!text.string(hex))
        return false;
    if (hex.empty())
        return mayBeEmpty;
    const std::optional<SpanId> read = hex.size() == 16 ? parseSpanId(hex) : std::nullopt;
    id = read.value_or(SpanId());
    return read && !id.isZero();
}

/// A number from 0 to `last`.
template <class Enum>
bool enumerator(JsonPlain& text, unsigned last, Enum& value)
{
    unsigned number = 0;
    if (!text.integer(number) || number > last)
        return false;
    value = static_cast<Enum>(number);
    return true;
}

bool time(JsonPlain& text, std::int64_t& ns)
{
    return text.integer(ns) && ns > 0;
}

} // namespace

bool OtlpJsonPlain::span(std::string_view raw, SpanDraft& span)
{
    JsonPlain text(raw.data(), raw.data() + raw.size());
    m_endNs = 0;
    if (!text.pass('{'))
        return false;
    do {
        std::string_view name;
        if (!text.string(name) || !text.pass(':') || !member(name, text, span))
            return false;
    } while (text.pass(','));
    if (!text.pass('}') || !text.atEnd() || span.startNs == 0 || m_endNs == 0)
        return false;
    span.durationNs = m_endNs - span.startNs;
    return true;
}

bool OtlpJsonPlain::member(std::string_view name, JsonPlain& text, SpanDraft& span)
{
    if (name == "attributes")
        return list(text, span.attributes);
    if (name == "traceId")
        return traceId(text, span.traceId);
    if (name == "spanId")
        return spanId(text, span.spanId, false);
    if (name == "parentSpanId")
        return spanId(text, span.parentId, true);
    if (name == "name")
        return string(text, span.name);
    if (name == "kind")
        return enumerator(text, 5, span.kind);
    if (name == "startTimeUnixNano")
        return time(text, span.startNs);
    if (name == "endTimeUnixNano")
        return time(text, m_endNs);
    if (name == "events")
        return events(text, span);
    if (name == "status")
        return status(text, span);
    if (name == "flags")
        return text.integer(span.flags);
    if (name == "links")
        return text.pass('[') && text.pass(']');
    if (name == "traceState")
        return string(text, span.traceState);
    if (name == "droppedAttributesCount")
        return text.integer(span.droppedAttributes);
    if (name == "droppedEventsCount")
        return text.integer(span.droppedEvents);
    return name == "droppedLinksCount" && text.integer(span.droppedLinks);
}

bool OtlpJsonPlain::status(JsonPlain& text, SpanDraft& span)
{
    if (!text.pass('{'))
        return false;
    if (text.pass('}'))
        return true;
    do {
        const bool read = text.passName("\"code\"") ? enumerator(text, 2, span.status)
                                                    : text.passName("\"message\"") &&
                                                          string(text, span.statusMessage);
        if (!read)
            return false;
    } while (text.pass(','));
    return text.pass('}');
}

bool OtlpJsonPlain::events(JsonPlain& text, SpanDraft& span)
{
    if (!text.pass('['))
        return false;
    if (text.pass(']'))
        return true;
    do {
        if (!text.pass('{') || !event(text, span.addEvent()))
            return false;
    } while (text.pass(','));
    return text.pass(']');
}

bool OtlpJsonPlain::event(JsonPlain& text, EventDraft& event)
{
    do {
        bool read = false;
        if (text.passName("\"timeUnixNano\""))
            read = time(text, event.timeNs);
        else if (text.passName("\"name\""))
            read = string(text, event.name);
        else if (text.passName("\"attributes\""))
            read = list(text, event.attributes);
        else if (text.passName("\"droppedAttributesCount\""))
            read = text.integer(event.droppedAttributes);
        if (!read)
            return false;
    } while (text.pass(','));
    return text.pass('}');
}

bool OtlpJsonPlain::attributes(const char* at, const char* end, AttributeWriter& out)
{
    const AttributeWriter::Mark before = out.mark();
    JsonPlain text(at, end);
    if (list(text, out))
        return true;
    out.goBack(before);
    return false;
}

bool OtlpJsonPlain::list(JsonPlain& text, AttributeWriter& out)
{
    if (!text.pass('['))
        return false;
    if (text.pass(']'))
        return true;
    do {
        std::string_view key;
        if (!text.pass('{') || !text.passName("\"key\"") || !text.string(key))
            return false;
        out.key(key);
        if (!text.pass(',') || !text.passName("\"value\"") || !value(text, true, out) || !text.pass('}'))
            return false;
    } while (text.pass(','));
    return text.pass(']');
}

bool OtlpJsonPlain::value(JsonPlain& text, bool mayBeArray, AttributeWriter& out)
{
    if (!text.pass('{'))
        return false;
    bool read = false;
    if (text.passName("\"stringValue\"")) {
        std::string_view content;
        read = string(text, content);
        out.text(content);
    } else if (text.passName("\"intValue\"")) {
        std::int64_t number = 0;
        read = text.integer(number);
        out.integer(number);
    } else if (text.passName("\"boolValue\"")) {
        const bool isTrue = text.passText("true");
        read = isTrue || text.passText("false");
        out.boolean(isTrue);
    } else if (text.passName("\"doubleValue\"")) {
        double number = 0;
        read = text.number(number);
        out.number(number);
    } else if (mayBeArray && text.passName("\"arrayValue\"")) {
        read = array(text, out);
    }
    return read && text.pass('}');
}

bool OtlpJsonPlain::array(JsonPlain& text, AttributeWriter& out)
{
    if (!text.pass('{') || !text.passName("\"values\"") || !text.pass('['))
        return false;
    out.beginArray();
    if (!text.pass(']')) {
        do {
            if (!value(text, false, out))
                return false;
        } while (text.pass(','));
        if (!text.pass(']'))
            return false;
    }
    out.end();
    return text.pass('}');
}

bool OtlpJsonPlain::string(JsonPlain& text, std::string_view& value)
{
    bool hasEscapes = false;
    if (!text.string(value, hasEscapes))
        return false;
    if (hasEscapes) {
        m_unescaped.clear();
        appendUnescaped(m_unescaped, value);
        value = m_unescaped;
    }
    return true;
}

bool OtlpJsonPlain::string(JsonPlain& text, std::string& value)
{
    std::string_view content;
    if (!string(text, content))
        return false;
    value.assign(content);
    return true;
}

} // namespace tailrace
