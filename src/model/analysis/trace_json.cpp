// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/trace_json.h"

#include "model/base/format.h"
#include "model/base/saturate.h"
#include "model/cache/log_severity.h"

#include <unordered_map>

namespace tailrace {

namespace {

/// The list with each key once; repeated ones hold the array of their values. Values are at most
/// kMaxAttributeDepth deep, so is the recursion.
AttributeList withUniqueKeys(const AttributeList& list);

Value withUniqueKeys(const Value& value)
{
    if (const auto* list = std::get_if<AttributeList>(&value.data))
        return {withUniqueKeys(*list)};
    if (const auto* array = std::get_if<ValueArray>(&value.data)) {
        ValueArray items;
        for (const Value& item : *array)
            items.push_back(withUniqueKeys(item));
        return {std::move(items)};
    }
    return value;
}

AttributeList withUniqueKeys(const AttributeList& list)
{
    struct Place {
        std::size_t at;
        bool repeated;
    };
    AttributeList out;
    std::unordered_map<std::string_view, Place> places;
    for (const Attribute& attribute : list) {
        Value value = withUniqueKeys(attribute.value);
        const auto [known, isNew] = places.try_emplace(attribute.key, Place{out.size(), false});
        if (isNew) {
            out.push_back({attribute.key, std::move(value)});
            continue;
        }
        Value& kept = out[known->second.at].value;
        if (!std::exchange(known->second.repeated, true)) {
            ValueArray values;
            values.push_back(std::move(kept));
            kept = Value{std::move(values)};
        }
        std::get<ValueArray>(kept.data).push_back(std::move(value));
    }
    return out;
}

void writeEvents(JsonWriter& json, const SpanDetail& span, std::int64_t movedNs)
{
    json.beginArray();
    for (const SpanEvent& event : span.events) {
        json.beginObject().key("name").text(event.name);
        json.key("timeNs").decimalText(saturatedSum(event.timeNs, movedNs)).key("attributes");
        writeAttributes(json, event.attributes);
        json.endObject();
    }
    json.endArray();
}

void writeLinks(JsonWriter& json, const SpanDetail& span)
{
    json.beginArray();
    for (const SpanLink& link : span.links) {
        json.beginObject().key("traceId").text(toHex(link.traceId)).key("spanId").text(toHex(link.spanId));
        json.key("traceState").text(link.traceState).key("attributes");
        writeAttributes(json, link.attributes);
        json.endObject();
    }
    json.endArray();
}

void writeScope(JsonWriter& json, const ScopeDetail& scope)
{
    json.beginObject().key("name").text(scope.name).key("version").text(scope.version).key("attributes");
    writeAttributes(json, scope.attributes);
    json.endObject();
}

void tellDropped(std::vector<std::string>& out, std::uint32_t count, const char* what, const std::string& of = {})
{
    if (count > 0)
        out.push_back(formatCount(count, what) + of + (count == 1 ? " was" : " were") +
                      " dropped by the recorder");
}

} // namespace

void writeAttributes(JsonWriter& json, const AttributeList& attributes)
{
    json.attributes(withUniqueKeys(attributes));
}

std::vector<std::string> warnings(SpanMarks marks, const SpanDetail& span)
{
    std::vector<std::string> out;
    for (SpanMark mark : kAllMarks)
        if (has(marks, mark))
            out.emplace_back(sentence(mark));
    tellDropped(out, span.droppedAttributes, "attribute");
    tellDropped(out, span.droppedEvents, "event");
    tellDropped(out, span.droppedLinks, "link");
    for (const SpanEvent& event : span.events)
        tellDropped(out, event.droppedAttributes, "attribute", " of event " + event.name);
    for (const SpanLink& link : span.links)
        tellDropped(out, link.droppedAttributes, "attribute", " of the link to span " + toHex(link.spanId));
    tellDropped(out, span.resource.droppedAttributes, "attribute", " of the resource");
    tellDropped(out, span.scope.droppedAttributes, "attribute", " of the scope");
    return out;
}

void writeTraceSummary(JsonWriter& json, const TraceSummary& trace, const std::function<void(JsonWriter&)>& more)
{
    json.beginObject();
    json.key("traceId").text(toHex(trace.traceId));
    json.key("rootService").text(trace.rootService);
    json.key("rootName").text(trace.rootName);
    json.key("startNs").decimalText(trace.startNs);
    json.key("durationNs").integer(trace.durationNs);
    json.key("spans").unsignedInteger(trace.spans);
    json.key("errors").unsignedInteger(trace.errors);
    json.key("services").beginArray();
    for (const std::string& service : trace.services)
        json.text(service);
    json.endArray();
    json.key("roots").unsignedInteger(trace.roots);
    json.key("orphans").unsignedInteger(trace.orphans);
    json.key("summary").boolean(trace.isSummary);
    if (more)
        more(json);
    json.endObject();
}

void writeLog(JsonWriter& json, const LogDetail& log)
{
    json.beginObject();
    json.key("spanId").text(log.spanId.isZero() ? std::string() : toHex(log.spanId));
    json.key("timeNs").decimalText(log.timeNs);
    json.key("observedNs").decimalText(log.observedNs);
    json.key("severity").integer(log.severity);
    json.key("severityText").text(severityText(log));
    json.key("name").text(log.name);
    json.key("body");
    json.value(withUniqueKeys(log.body));
    json.key("attributes");
    writeAttributes(json, log.attributes);
    json.key("service").text(log.resource.service);
    json.key("resource");
    writeAttributes(json, log.resource.attributes);
    json.key("scope");
    writeScope(json, log.scope);
    json.endObject();
}

void writeSpan(JsonWriter& json, const SpanTable& trace, SpanIndex index, const SpanDetail& span)
{
    json.beginObject();
    json.key("spanId").text(toHex(span.spanId));
    json.key("parentSpanId").text(span.parentId.isZero() ? std::string() : toHex(span.parentId));
    json.key("depth").unsignedInteger(trace.depth[index]);
    json.key("service").text(trace.service(index));
    json.key("name").text(trace.name(index));
    json.key("kind").text(name(span.kind));
    json.key("status").text(name(span.status));
    json.key("statusMessage").text(span.statusMessage);
    json.key("startNs").decimalText(trace.startNs[index]);
    json.key("durationNs").integer(trace.durationNs[index]);
    json.key("selfNs").integer(trace.selfNs[index]);
    if (!trace.movedNs.empty())
        json.key("movedNs").integer(trace.movedBy(index));
    json.key("attributes");
    writeAttributes(json, span.attributes);
    json.key("resource");
    writeAttributes(json, span.resource.attributes);
    json.key("scope");
    writeScope(json, span.scope);
    json.key("events");
    writeEvents(json, span, trace.movedBy(index));
    json.key("links");
    writeLinks(json, span);
    json.key("warnings").beginArray();
    for (const std::string& warning : warnings(trace.marks[index], span))
        json.text(warning);
    json.endArray();
    json.endObject();
}

} // namespace tailrace
