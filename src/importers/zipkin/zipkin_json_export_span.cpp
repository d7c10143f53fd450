// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_json_export_span.h"

#include "importers/export_parts.h"
#include "importers/json/plain_json.h"
#include "importers/zipkin/collector_text.h"
#include "model/base/json_writer.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <string>
#include <unordered_set>

namespace tailrace {

namespace {

constexpr std::string_view kDebug = "zipkin.debug";

// ---- endpoints

/// What the attributes of a resource or a span say about an endpoint, as far as an endpoint can hold it.
struct Endpoint {
    std::string_view service;
    std::string_view ipv4;
    std::string_view ipv6;
    std::int64_t port = 0;
    std::vector<const Attribute*> said; ///< the attributes that it stands for

    [[nodiscard]] bool isEmpty() const { return service.empty() && ipv4.empty() && ipv6.empty() && port == 0; }
    [[nodiscard]] bool says(const Attribute& attribute) const
    {
        return std::find(said.begin(), said.end(), &attribute) != said.end();
    }
};

bool isAddress(int family, const std::string& text)
{
    std::array<unsigned char, sizeof(in6_addr)> ignored{};
    return text.find('\0') == std::string::npos && ::inet_pton(family, text.c_str(), ignored.data()) == 1;
}

/// The attribute with this key if there is exactly one.
const Attribute* only(const AttributeList& list, std::string_view key)
{
    const Attribute* found = nullptr;
    for (const Attribute& attribute : list) {
        if (attribute.key != key)
            continue;
        if (found != nullptr)
            return nullptr;
        found = &attribute;
    }
    return found;
}

const std::string* textOf(const Value& value)
{
    return std::get_if<std::string>(&value.data);
}

/// One address as text, or an array of a version 4 and a version 6 one.
bool takeAddress(const Value& value, Endpoint& endpoint)
{
    if (const std::string* text = textOf(value)) {
        if (isAddress(AF_INET, *text))
            endpoint.ipv4 = *text;
        else if (isAddress(AF_INET6, *text))
            endpoint.ipv6 = *text;
        return !endpoint.ipv4.empty() || !endpoint.ipv6.empty();
    }
    const auto* both = std::get_if<ValueArray>(&value.data);
    const std::string* first = both != nullptr && both->size() == 2 ? textOf(both->front()) : nullptr;
    const std::string* second = first != nullptr ? textOf(both->back()) : nullptr;
    if (second == nullptr || !isAddress(AF_INET, *first) || !isAddress(AF_INET6, *second))
        return false;
    endpoint.ipv4 = *first;
    endpoint.ipv6 = *second;
    return true;
}

void takeAddressAndPort(const AttributeList& list, std::string_view address, std::string_view port,
                        Endpoint& endpoint)
{
    constexpr std::int64_t kLastPort = 65535;
    if (const Attribute* attribute = only(list, address))
        if (takeAddress(attribute->value, endpoint))
            endpoint.said.push_back(attribute);
    if (const Attribute* attribute = only(list, port)) {
        const auto* number = std::get_if<std::int64_t>(&attribute->value.data);
        if (number != nullptr && *number > 0 && *number <= kLastPort) {
            endpoint.port = *number;
            endpoint.said.push_back(attribute);
        }
    }
}

Endpoint localEndpoint(const ResourceDetail& resource)
{
    Endpoint endpoint;
    endpoint.service = resource.service;
    if (const Attribute* attribute = only(resource.attributes, "service.name"))
        if (const std::string* text = textOf(attribute->value); text != nullptr && *text == resource.service)
            endpoint.said.push_back(attribute);
    takeAddressAndPort(resource.attributes, "host.ip", "server.port", endpoint);
    return endpoint;
}

Endpoint remoteEndpoint(const SpanDetail& span)
{
    Endpoint endpoint;
    if (const Attribute* attribute = only(span.attributes, "peer.service")) {
        if (const std::string* text = textOf(attribute->value); text != nullptr && !text->empty()) {
            endpoint.service = *text;
            endpoint.said.push_back(attribute);
        }
    }
    takeAddressAndPort(span.attributes, "network.peer.address", "network.peer.port", endpoint);
    return endpoint;
}

void writeEndpoint(JsonWriter& json, std::string_view key, const Endpoint& endpoint)
{
    if (endpoint.isEmpty())
        return;
    json.key(key).beginObject();
    if (!endpoint.service.empty())
        json.key("serviceName").text(endpoint.service);
    if (!endpoint.ipv4.empty())
        json.key("ipv4").text(endpoint.ipv4);
    if (!endpoint.ipv6.empty())
        json.key("ipv6").text(endpoint.ipv6);
    if (endpoint.port != 0)
        json.key("port").integer(endpoint.port);
    json.endObject();
}

// ---- tags

/// Names of tags that the reader takes for a field.
bool isFieldName(std::string_view key, const Value& value, const SpanDetail& span)
{
    static constexpr std::array<std::string_view, 10> kNames = {"otel.status_code",
                                                                "otel.status_description",
                                                                "w3c.tracestate",
                                                                "otel.scope.name",
                                                                "otel.scope.version",
                                                                "otel.library.name",
                                                                "otel.library.version",
                                                                "otel.dropped_attributes_count",
                                                                "otel.dropped_events_count",
                                                                "otel.dropped_links_count"};
    if (key == "error")
        return span.status != StatusCode::Ok;
    const std::string* text = textOf(value);
    if (key == "span.kind")
        return text != nullptr && *text == name(SpanKind::Internal) && span.kind == SpanKind::Unspecified;
    if (key.starts_with("otlp.link."))
        return text != nullptr && collectorLink(*text).has_value();
    return std::find(kNames.begin(), kNames.end(), key) != kNames.end();
}

/// The tags of one span: every key once.
class Tags
{
public:
    Tags(JsonWriter& json, const SpanDetail& span, ExportReport& report)
        : m_json(json)
        , m_span(span)
        , m_report(report)
    {
    }

    /// What is a field elsewhere; nothing is written for an empty text.
    void field(std::string_view key, std::string_view text)
    {
        if (text.empty())
            return;
        m_keys.emplace(key);
        m_json.key(key).text(text);
    }
    void field(std::string_view key, std::uint32_t count)
    {
        if (count != 0)
            field(key, std::to_string(count));
    }
    void error(std::string_view message)
    {
        m_keys.emplace("error");
        m_json.key("error").text(message);
    }

    /// False if the key is there already.
    bool attribute(const Attribute& attribute)
    {
        if (!m_keys.insert(attribute.key).second) {
            m_report.lose(LossKind::RepeatedKey, m_span.spanId);
            return false;
        }
        if (isFieldName(attribute.key, attribute.value, m_span))
            m_report.lose(LossKind::FieldName, m_span.spanId);
        m_json.key(attribute.key).text(displayText(attribute.value));
        return true;
    }

private:
    JsonWriter& m_json;
    const SpanDetail& m_span;
    ExportReport& m_report;
    std::unordered_set<std::string> m_keys;
};

/// The reader takes the message from the tag error, unless it is one of the words by which others only mark spans.
void writeStatus(Tags& tags, const SpanDetail& span)
{
    const std::string& message = span.statusMessage;
    const bool isError = span.status == StatusCode::Error;
    if (span.status != StatusCode::Unset)
        tags.field("otel.status_code", isError ? "ERROR" : "OK");
    if (isError)
        tags.error(message);
    if (!isError || message == "true" || message == "false")
        tags.field("otel.status_description", message);
}

std::string attributesAndCount(const AttributeList& attributes, std::uint32_t dropped)
{
    std::string out = "|";
    appendPlainJson(out, attributes);
    return out + "|" + std::to_string(dropped);
}

void writeLinks(Tags& tags, const SpanDetail& span, ExportReport& report)
{
    for (std::size_t i = 0; i < span.links.size(); ++i) {
        const SpanLink& link = span.links[i];
        tags.field("otlp.link." + std::to_string(i),
                   toHex(link.traceId) + "|" + toHex(link.spanId) + "|" + link.traceState +
                       attributesAndCount(link.attributes, link.droppedAttributes));
        report.lose(LossKind::ValueType, span.spanId, countLostByPlainJson(link.attributes));
        if (link.flags != 0)
            report.lose(LossKind::LinkDetail, span.spanId);
    }
}

void writeFieldTags(Tags& tags, const SpanDetail& span)
{
    if (span.kind == SpanKind::Internal)
        tags.field("span.kind", name(span.kind));
    writeStatus(tags, span);
    tags.field("w3c.tracestate", span.traceState);
    tags.field("otel.scope.name", span.scope.name);
    tags.field("otel.scope.version", span.scope.version);
    tags.field("otel.dropped_attributes_count", span.droppedAttributes);
    tags.field("otel.dropped_events_count", span.droppedEvents);
    tags.field("otel.dropped_links_count", span.droppedLinks);
}

/// Written as the field of that name.
bool isDebug(const Attribute& attribute)
{
    const auto* truth = std::get_if<bool>(&attribute.value.data);
    return attribute.key == kDebug && truth != nullptr && *truth;
}

void writeTags(JsonWriter& json, const SpanDetail& span, const Endpoint& local, const Endpoint& remote,
               ExportReport& report)
{
    json.key("tags").beginObject();
    Tags tags(json, span, report);
    writeFieldTags(tags, span);
    for (const Attribute& attribute : span.attributes) {
        if (remote.says(attribute) || isDebug(attribute))
            continue;
        if (tags.attribute(attribute) && textOf(attribute.value) == nullptr)
            report.lose(LossKind::ValueType, span.spanId);
    }
    for (const Attribute& attribute : span.resource.attributes)
        if (!local.says(attribute) && tags.attribute(attribute))
            report.lose(LossKind::ResourceAttribute, span.spanId);
    writeLinks(tags, span, report);
    json.endObject();
}

// ---- the rest

void writeKind(JsonWriter& json, SpanKind kind)
{
    if (kind == SpanKind::Unspecified || kind == SpanKind::Internal)
        return;
    std::string text(name(kind));
    for (char& c : text)
        c = static_cast<char>(c - 'a' + 'A');
    json.key("kind").text(text);
}

void writeTimes(JsonWriter& json, const SpanDetail& span, ExportReport& report)
{
    constexpr std::int64_t kOne = 1; // zero says that it is not known
    if (!has(span.marks, SpanMark::StartUnknown))
        json.key("timestamp").integer(std::max(kOne, nearestMicrosecond(span.startNs)));
    const bool hasLength = !has(span.marks, SpanMark::DurationUnknown);
    if (hasLength && span.durationNs >= 0)
        json.key("duration").integer(std::max(kOne, nearestMicrosecond(span.durationNs)));
    if (span.durationNs < 0)
        report.lose(LossKind::NegativeLength, span.spanId);
    else if (!hasWholeMicroseconds(span) || (hasLength && span.durationNs == 0))
        report.lose(LossKind::TimePrecision, span.spanId);
}

void writeAnnotations(JsonWriter& json, const SpanDetail& span, ExportReport& report)
{
    if (span.events.empty())
        return;
    json.key("annotations").beginArray();
    for (const SpanEvent& event : span.events) {
        std::string text = event.name;
        // A name that looks like the form with attributes would be read as one.
        if (!event.attributes.empty() || event.droppedAttributes != 0 || collectorEvent(event.name))
            text += attributesAndCount(event.attributes, event.droppedAttributes);
        json.beginObject().key("timestamp").integer(nearestMicrosecond(event.timeNs));
        json.key("value").text(text).endObject();
        report.lose(LossKind::ValueType, span.spanId, countLostByPlainJson(event.attributes));
    }
    json.endArray();
}

void countLosses(const SpanDetail& span, ExportReport& report)
{
    if (has(span.marks, SpanMark::IdMissing))
        report.lose(LossKind::MadeUpId, span.spanId);
    if (span.flags != 0)
        report.lose(LossKind::Flags, span.spanId);
    if (!span.resource.schemaUrl.empty() || span.resource.droppedAttributes != 0)
        report.lose(LossKind::ResourceDetail, span.spanId);
    if (hasMoreThanNameAndVersion(span.scope))
        report.lose(LossKind::ScopeDetail, span.spanId);
}

} // namespace

std::string zipkinSpan(const SpanDetail& span, ExportReport& report)
{
    const Endpoint local = localEndpoint(span.resource);
    const Endpoint remote = remoteEndpoint(span);
    JsonWriter json;
    json.beginObject().key("traceId").text(toHex(span.traceId));
    if (!span.parentId.isZero())
        json.key("parentId").text(toHex(span.parentId));
    json.key("id").text(toHex(span.spanId));
    writeKind(json, span.kind);
    json.key("name").text(span.name);
    writeTimes(json, span, report);
    writeEndpoint(json, "localEndpoint", local);
    writeEndpoint(json, "remoteEndpoint", remote);
    writeAnnotations(json, span, report);
    writeTags(json, span, local, remote, report);
    if (std::any_of(span.attributes.begin(), span.attributes.end(), isDebug))
        json.key("debug").boolean(true);
    if (has(span.marks, SpanMark::SharedSpan))
        json.key("shared").boolean(true);
    json.endObject();
    countLosses(span, report);
    return json.take();
}

} // namespace tailrace
