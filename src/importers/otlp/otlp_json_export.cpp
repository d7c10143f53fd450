// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_json_export.h"

#include "importers/otlp/otlp_export_rules.h"
#include "importers/otlp/otlp_json_export_parts.h"
#include "importers/otlp/otlp_json_log_export.h"
#include "model/base/json_writer.h"
#include "model/cache/cache_reader.h"

#include <sstream>
#include <string>
#include <vector>

namespace tailrace {

namespace {

void writeAttributes(JsonWriter& json, const AttributeList& list);

/// An AnyValue. Values are at most kMaxAttributeDepth deep, so is the recursion.
void writeValue(JsonWriter& json, const Value& value)
{
    struct Visitor {
        JsonWriter& json;
        void operator()(std::monostate) const {}
        void operator()(bool v) const { json.key("boolValue").boolean(v); }
        void operator()(std::int64_t v) const { json.key("intValue").decimalText(v); }
        void operator()(double v) const { json.key("doubleValue").number(v); }
        void operator()(const std::string& v) const { json.key("stringValue").text(v); }
        void operator()(const Bytes& v) const { json.key("bytesValue").text(toBase64(v.data)); }
        void operator()(const ValueArray& v) const
        {
            json.key("arrayValue").beginObject().key("values").beginArray();
            for (const Value& item : v)
                writeValue(json, item);
            json.endArray().endObject();
        }
        void operator()(const AttributeList& v) const
        {
            json.key("kvlistValue").beginObject().key("values");
            writeAttributes(json, v);
            json.endObject();
        }
    };
    json.beginObject();
    std::visit(Visitor{json}, value.data);
    json.endObject();
}

void writeAttributes(JsonWriter& json, const AttributeList& list)
{
    json.beginArray();
    for (const Attribute& attribute : list) {
        json.beginObject().key("key").text(attribute.key).key("value");
        writeValue(json, attribute.value);
        json.endObject();
    }
    json.endArray();
}

void writeAttributeMembers(JsonWriter& json, const AttributeList& list, std::uint32_t dropped)
{
    if (!list.empty()) {
        json.key("attributes");
        writeAttributes(json, list);
    }
    if (dropped > 0)
        json.key("droppedAttributesCount").unsignedInteger(dropped);
}

void writeText(JsonWriter& json, const char* key, const std::string& text)
{
    if (!text.empty())
        json.key(key).text(text);
}

void writeEvents(JsonWriter& json, const SpanDetail& span)
{
    if (span.events.empty())
        return;
    json.key("events").beginArray();
    for (const SpanEvent& event : span.events) {
        json.beginObject().key("timeUnixNano").decimalText(event.timeNs).key("name").text(event.name);
        writeAttributeMembers(json, event.attributes, event.droppedAttributes);
        json.endObject();
    }
    json.endArray();
}

void writeLinks(JsonWriter& json, const SpanDetail& span)
{
    if (span.links.empty())
        return;
    json.key("links").beginArray();
    for (const SpanLink& link : span.links) {
        json.beginObject();
        json.key("traceId").text(link.traceId.isZero() ? std::string() : toHex(link.traceId));
        json.key("spanId").text(link.spanId.isZero() ? std::string() : toHex(link.spanId));
        writeText(json, "traceState", link.traceState);
        writeAttributeMembers(json, link.attributes, link.droppedAttributes);
        if (link.flags != 0)
            json.key("flags").unsignedInteger(link.flags);
        json.endObject();
    }
    json.endArray();
}

void writeStatus(JsonWriter& json, const SpanDetail& span)
{
    json.key("status").beginObject();
    writeText(json, "message", span.statusMessage);
    if (span.status != StatusCode::Unset)
        json.key("code").integer(static_cast<int>(span.status));
    json.endObject();
}

/// Start, end and attributes, which hold what start and end cannot say.
void writeTimesAndAttributes(JsonWriter& json, const SpanDetail& span)
{
    OtlpTimes times = otlpTimes(span);
    json.key("startTimeUnixNano").decimalText(static_cast<std::int64_t>(times.startNs));
    json.key("endTimeUnixNano").decimalText(static_cast<std::int64_t>(times.endNs));
    if (times.attributes.empty())
        return writeAttributeMembers(json, span.attributes, span.droppedAttributes);
    times.attributes.insert(times.attributes.begin(), span.attributes.begin(), span.attributes.end());
    writeAttributeMembers(json, times.attributes, span.droppedAttributes);
}

void writeSpan(JsonWriter& json, const SpanDetail& span)
{
    const bool hasOwnId = !has(span.marks, SpanMark::IdMissing) && !span.spanId.isZero();
    json.beginObject();
    json.key("traceId").text(span.traceId.isZero() ? std::string() : toHex(span.traceId));
    json.key("spanId").text(hasOwnId ? toHex(span.spanId) : std::string());
    writeText(json, "traceState", span.traceState);
    if (!span.parentId.isZero())
        json.key("parentSpanId").text(toHex(span.parentId));
    if (span.flags != 0)
        json.key("flags").unsignedInteger(span.flags);
    json.key("name").text(span.name);
    json.key("kind").integer(static_cast<int>(span.kind));
    writeTimesAndAttributes(json, span);
    writeEvents(json, span);
    if (span.droppedEvents > 0)
        json.key("droppedEventsCount").unsignedInteger(span.droppedEvents);
    writeLinks(json, span);
    if (span.droppedLinks > 0)
        json.key("droppedLinksCount").unsignedInteger(span.droppedLinks);
    writeStatus(json, span);
    json.endObject();
}

/// The members of a ResourceSpans up to its scopes.
std::string resourceMembers(const ResourceDetail& resource, const char* scopes = "scopeSpans")
{
    AttributeList attributes = resource.attributes;
    if (!resource.service.empty() && findValue(attributes, "service.name") == nullptr)
        attributes.insert(attributes.begin(), Attribute{"service.name", {resource.service}});
    JsonWriter json;
    json.beginObject();
    writeText(json, "schemaUrl", resource.schemaUrl);
    json.key("resource").beginObject();
    writeAttributeMembers(json, attributes, resource.droppedAttributes);
    json.endObject().key(scopes).beginArray();
    return json.take();
}

/// The members of a ScopeSpans up to its spans.
std::string scopeMembers(const ScopeDetail& scope, const char* records = "spans")
{
    JsonWriter json;
    json.beginObject();
    writeText(json, "schemaUrl", scope.schemaUrl);
    json.key("scope").beginObject();
    writeText(json, "name", scope.name);
    writeText(json, "version", scope.version);
    writeAttributeMembers(json, scope.attributes, scope.droppedAttributes);
    json.endObject().key(records).beginArray();
    return json.take();
}

/// Collects the spans of one request by resource and scope.
class Request
{
public:
    void add(const SpanDetail& span)
    {
        ResourceSpans& resource = otlpEntry(m_resources, span.resource.id);
        if (resource.head.empty())
            resource.head = resourceMembers(span.resource);
        ScopeSpans& scope = otlpEntry(resource.scopes, span.scope.id);
        if (scope.head.empty())
            scope.head = scopeMembers(span.scope);
        else
            scope.spans += ',';
        JsonWriter json;
        writeSpan(json, span);
        scope.spans += json.view();
        m_bytes += json.size();
        ++m_spans;
    }

    [[nodiscard]] bool isFull() const { return isFullOtlpRequest(m_spans, m_bytes); }

    void write(std::ostream& out)
    {
        if (m_spans == 0)
            return;
        out << R"({"resourceSpans":[)";
        for (std::size_t r = 0; r < m_resources.size(); ++r) {
            out << (r > 0 ? "," : "") << m_resources[r].head;
            for (std::size_t s = 0; s < m_resources[r].scopes.size(); ++s) {
                const ScopeSpans& scope = m_resources[r].scopes[s];
                out << (s > 0 ? "," : "") << scope.head << scope.spans << "]}";
            }
            out << "]}";
        }
        out << "]}\n";
        *this = {};
    }

private:
    struct ScopeSpans {
        std::int64_t id = 0;
        std::string head;
        std::string spans;
    };
    struct ResourceSpans {
        std::int64_t id = 0;
        std::string head;
        std::vector<ScopeSpans> scopes;
    };

    std::vector<ResourceSpans> m_resources;
    std::size_t m_spans = 0;
    std::size_t m_bytes = 0;
};

} // namespace

namespace otlp_json {

void writeAnyValue(JsonWriter& json, const Value& value)
{
    writeValue(json, value);
}

void writeAttributeMembers(JsonWriter& json, const AttributeList& list, std::uint32_t dropped)
{
    tailrace::writeAttributeMembers(json, list, dropped);
}

std::string resourceHead(const ResourceDetail& resource, const char* scopes)
{
    return resourceMembers(resource, scopes);
}

std::string scopeHead(const ScopeDetail& scope, const char* records)
{
    return scopeMembers(scope, records);
}

} // namespace otlp_json

std::string otlpJsonOf(const SpanDetail& span)
{
    std::ostringstream out;
    Request request;
    request.add(span);
    request.write(out);
    return std::move(out).str();
}

Result<std::uint64_t> exportOtlpJson(CacheReader& cache, std::ostream& out, std::optional<TraceId> trace,
                                     const std::function<void(const SpanDetail&)>& each)
{
    Request request;
    std::uint64_t spans = 0;
    const auto add = [&](const SpanDetail& span) {
        request.add(span);
        if (each)
            each(span);
        ++spans;
        if (request.isFull())
            request.write(out);
        return out.good();
    };
    Result<void> done = trace ? cache.forEachSpan(*trace, add) : cache.forEachSpan(add);
    if (!done)
        return failure(std::move(done));
    request.write(out);
    out.flush();
    if (!out)
        return failure(ErrorCode::Unreadable, "the spans could not be written");
    Result<std::uint64_t> logs = exportOtlpJsonLogs(cache, out, trace);
    if (!logs)
        return logs;
    return spans;
}

} // namespace tailrace
