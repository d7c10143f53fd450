// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpus/span_text.h"

namespace tailrace::test {

namespace {

void append(std::string& out, std::string_view name, std::string_view value)
{
    out.append(" ").append(name).append("=").append(value);
}

void append(std::string& out, std::string_view name, std::int64_t value)
{
    append(out, name, std::to_string(value));
}

/// The index of the variant tells "1" from 1 and 1.0.
void append(std::string& out, const AttributeList& attributes, std::uint32_t dropped)
{
    out += " {";
    for (const Attribute& attribute : attributes) {
        append(out, attribute.key,
               std::to_string(attribute.value.data.index()) + ':' + displayText(attribute.value));
    }
    append(out, "dropped", dropped);
    out += " }";
}

void appendTime(std::string& out, std::string_view name, std::int64_t ns, bool isUnknown)
{
    append(out, name, isUnknown ? "unknown" : std::to_string(ns));
}

} // namespace

std::string spanText(const SpanDetail& span)
{
    std::string out = toHex(span.traceId) + ' ' +
                      (has(span.marks, SpanMark::IdMissing) ? "made up" : toHex(span.spanId)) + ' ' +
                      toHex(span.parentId);
    append(out, "name", span.name);
    append(out, "kind", static_cast<int>(span.kind));
    append(out, "status", static_cast<int>(span.status));
    append(out, "message", span.statusMessage);
    append(out, "state", span.traceState);
    append(out, "flags", span.flags);
    appendTime(out, "start", span.startNs, has(span.marks, SpanMark::StartUnknown));
    appendTime(out, "duration", span.durationNs, has(span.marks, SpanMark::DurationUnknown));
    append(out, "droppedEvents", span.droppedEvents);
    append(out, "droppedLinks", span.droppedLinks);
    append(out, span.attributes, span.droppedAttributes);
    for (const SpanEvent& event : span.events) {
        append(out, "\n  event", event.name);
        append(out, "time", event.timeNs);
        append(out, event.attributes, event.droppedAttributes);
    }
    for (const SpanLink& link : span.links) {
        append(out, "\n  link", toHex(link.traceId) + ' ' + toHex(link.spanId));
        append(out, "state", link.traceState);
        append(out, "flags", link.flags);
        append(out, link.attributes, link.droppedAttributes);
    }
    append(out, "\n  service", span.resource.service);
    append(out, "schema", span.resource.schemaUrl);
    append(out, span.resource.attributes, span.resource.droppedAttributes);
    append(out, "\n  scope", span.scope.name + ' ' + span.scope.version);
    append(out, "schema", span.scope.schemaUrl);
    append(out, span.scope.attributes, span.scope.droppedAttributes);
    return out;
}

} // namespace tailrace::test
