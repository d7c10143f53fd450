// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_json_export_span.h"

#include "importers/export_parts.h"

#include <algorithm>
#include <array>

namespace tailrace {

namespace {

/// Beyond it JavaScript rounds, so that Jaeger's server writes text.
constexpr std::int64_t kLargestExact = (std::int64_t{1} << 53) - 1;
constexpr std::string_view kReferenceType = "opentracing.ref_type";
constexpr std::string_view kWarnings = "jaeger.warnings";

/// Writes the members "type" and "value". False if the type got lost.
bool writeTyped(JsonWriter& json, const Value& value)
{
    struct Visitor {
        JsonWriter& json;
        const Value& value;
        void type(std::string_view name) const { json.key("type").text(name).key("value"); }
        bool operator()(std::monostate) const
        {
            type("string");
            json.null();
            return true;
        }
        bool operator()(bool v) const
        {
            type("bool");
            json.boolean(v);
            return true;
        }
        bool operator()(std::int64_t v) const
        {
            type("int64");
            if (v > kLargestExact || v < -kLargestExact)
                json.decimalText(v);
            else
                json.integer(v);
            return true;
        }
        bool operator()(double v) const
        {
            type("float64");
            json.number(v);
            return true;
        }
        bool operator()(const std::string& v) const
        {
            type("string");
            json.text(v);
            return true;
        }
        bool operator()(const Bytes& v) const
        {
            type("binary");
            json.text(toBase64(v.data));
            return true;
        }
        bool operator()(const ValueArray&) const { return asText(); }
        bool operator()(const AttributeList&) const { return asText(); }
        bool asText() const
        {
            type("string");
            json.text(displayText(value));
            return false;
        }
    };
    return std::visit(Visitor{json, value}, value.data);
}

bool writeTag(JsonWriter& json, std::string_view key, const Value& value)
{
    json.beginObject().key("key").text(key);
    const bool kept = writeTyped(json, value);
    json.endObject();
    return kept;
}

void writeTextTag(JsonWriter& json, std::string_view key, std::string_view text)
{
    if (!text.empty())
        (void)writeTag(json, key, {std::string(text)});
}

void writeCountTag(JsonWriter& json, std::string_view key, std::uint32_t count)
{
    if (count != 0)
        (void)writeTag(json, key, {std::int64_t{count}});
}

bool isText(const Value& value, std::string_view text)
{
    const auto* own = std::get_if<std::string>(&value.data);
    return own != nullptr && *own == text;
}

/// Names that the reader takes for a field, if the value is of the field's type.
bool isFieldName(const Attribute& attribute, const SpanDetail& span)
{
    static constexpr std::array<std::string_view, 8> kTexts = {
        "span.kind",       "otel.status_code",   "otel.status_description", "w3c.tracestate",
        "otel.scope.name", "otel.scope.version", "otel.library.name",       "otel.library.version"};
    static constexpr std::array<std::string_view, 3> kCounts = {
        "otel.dropped_attributes_count", "otel.dropped_events_count", "otel.dropped_links_count"};
    const auto isOne = [&](const auto& names) {
        return std::find(names.begin(), names.end(), attribute.key) != names.end();
    };
    if (attribute.key == "error") {
        // A truth value that contradicts the status is kept beside it.
        const auto* truth = std::get_if<bool>(&attribute.value.data);
        if (truth != nullptr)
            return *truth == (span.status == StatusCode::Error);
        const bool isTrue = isText(attribute.value, "true");
        return isTrue || (isText(attribute.value, "false") && span.status != StatusCode::Error);
    }
    if (isOne(kTexts))
        return std::holds_alternative<std::string>(attribute.value.data);
    return isOne(kCounts) && std::holds_alternative<std::int64_t>(attribute.value.data);
}

bool isLocal(const SpanLink& link, const SpanDetail& span)
{
    return link.traceId == span.traceId && !link.spanId.isZero();
}

/// The reference type that the attributes of a link name; nothing if they name none that Jaeger has.
std::optional<std::string_view> referenceType(const AttributeList& attributes)
{
    const Value* type = findValue(attributes, kReferenceType);
    if (type != nullptr && isText(*type, "child_of"))
        return "CHILD_OF";
    if (type != nullptr && isText(*type, "follows_from"))
        return "FOLLOWS_FROM";
    return std::nullopt;
}

/// True if the span's attribute opentracing.ref_type is said by the reference to its parent. A link into the own
/// trace that is CHILD_OF would be taken for the parent then.
bool followsFromParent(const SpanDetail& span)
{
    return !span.parentId.isZero() && referenceType(span.attributes) == "FOLLOWS_FROM" &&
           std::none_of(span.links.begin(), span.links.end(), [&](const SpanLink& link) {
               return isLocal(link, span) && referenceType(link.attributes) == "CHILD_OF";
           });
}

void writeReference(JsonWriter& json, std::string_view type, TraceId trace, SpanId id)
{
    json.beginObject().key("refType").text(type);
    json.key("traceID").text(toHex(trace)).key("spanID").text(toHex(id));
    json.endObject();
}

void writeLink(JsonWriter& json, const SpanLink& link, const SpanDetail& span, ExportReport& report)
{
    if (span.parentId.isZero() && isLocal(link, span))
        return report.lose(LossKind::LinkLeftOut, span.spanId);
    const std::optional<std::string_view> type = referenceType(link.attributes);
    if (!type)
        report.lose(LossKind::LinkType, span.spanId);
    const std::size_t said = type ? 1 : 0;
    if (link.attributes.size() > said || link.droppedAttributes != 0 || link.flags != 0 ||
        !link.traceState.empty())
        report.lose(LossKind::LinkDetail, span.spanId);
    writeReference(json, type.value_or("FOLLOWS_FROM"), link.traceId, link.spanId);
}

void writeReferences(JsonWriter& json, const SpanDetail& span, ExportReport& report)
{
    json.key("references").beginArray();
    if (!span.parentId.isZero())
        writeReference(json, followsFromParent(span) ? "FOLLOWS_FROM" : "CHILD_OF", span.traceId, span.parentId);
    for (const SpanLink& link : span.links)
        writeLink(json, link, span, report);
    json.endArray();
}

void writeTimes(JsonWriter& json, const SpanDetail& span, ExportReport& report)
{
    json.key("startTime").integer(nearestMicrosecond(span.startNs));
    if (!has(span.marks, SpanMark::DurationUnknown))
        json.key("duration").integer(nearestMicrosecond(std::max<std::int64_t>(span.durationNs, 0)));
    if (span.durationNs < 0)
        report.lose(LossKind::NegativeLength, span.spanId);
    else if (!hasWholeMicroseconds(span))
        report.lose(LossKind::TimePrecision, span.spanId);
}

/// Fields first: of repeated tags the reader takes the first one for the field.
void writeFieldTags(JsonWriter& json, const SpanDetail& span)
{
    if (span.kind != SpanKind::Unspecified)
        writeTextTag(json, "span.kind", name(span.kind));
    if (span.status == StatusCode::Error)
        (void)writeTag(json, "error", {true});
    const Value* error = findValue(span.attributes, "error");
    if (span.status != StatusCode::Unset)
        writeTextTag(json, "otel.status_code", span.status == StatusCode::Error ? "ERROR" : "OK");
    else if (error != nullptr) // which would be taken for the status
        writeTextTag(json, "otel.status_code", "UNSET");
    writeTextTag(json, "otel.status_description", span.statusMessage);
    writeTextTag(json, "w3c.tracestate", span.traceState);
    writeTextTag(json, "otel.scope.name", span.scope.name);
    writeTextTag(json, "otel.scope.version", span.scope.version);
    writeCountTag(json, "otel.dropped_attributes_count", span.droppedAttributes);
    writeCountTag(json, "otel.dropped_events_count", span.droppedEvents);
    writeCountTag(json, "otel.dropped_links_count", span.droppedLinks);
}

/// Warnings that the reader kept, which Jaeger has a field for.
const ValueArray* warningsOf(const Attribute& attribute)
{
    const auto* list = attribute.key == kWarnings ? std::get_if<ValueArray>(&attribute.value.data) : nullptr;
    const bool areTexts = list != nullptr && std::all_of(list->begin(), list->end(), [](const Value& value) {
                              return std::holds_alternative<std::string>(value.data);
                          });
    return areTexts && !list->empty() ? list : nullptr;
}

void writeTags(JsonWriter& json, const SpanDetail& span, ExportReport& report)
{
    const bool typeIsSaid = followsFromParent(span);
    json.key("tags").beginArray();
    writeFieldTags(json, span);
    for (const Attribute& attribute : span.attributes) {
        if ((typeIsSaid && attribute.key == kReferenceType) || warningsOf(attribute) != nullptr)
            continue;
        if (isFieldName(attribute, span))
            report.lose(LossKind::FieldName, span.spanId);
        if (!writeTag(json, attribute.key, attribute.value))
            report.lose(LossKind::ValueType, span.spanId);
    }
    json.endArray();
}

void writeWarnings(JsonWriter& json, const SpanDetail& span)
{
    for (const Attribute& attribute : span.attributes)
        if (const ValueArray* warnings = warningsOf(attribute))
            json.key("warnings").value(Value{*warnings});
}

void writeLogs(JsonWriter& json, const SpanDetail& span, ExportReport& report)
{
    json.key("logs").beginArray();
    for (const SpanEvent& event : span.events) {
        json.beginObject().key("timestamp").integer(nearestMicrosecond(event.timeNs));
        json.key("fields").beginArray();
        (void)writeTag(json, "event", {event.name});
        for (const Attribute& attribute : event.attributes)
            if (!writeTag(json, attribute.key, attribute.value))
                report.lose(LossKind::ValueType, span.spanId);
        writeCountTag(json, "otel.dropped_attributes_count", event.droppedAttributes);
        json.endArray().endObject();
    }
    json.endArray();
}

} // namespace

void writeJaegerSpan(JsonWriter& json, const SpanDetail& span, std::string_view process, ExportReport& report)
{
    json.beginObject();
    json.key("traceID").text(toHex(span.traceId)).key("spanID").text(toHex(span.spanId));
    if (span.flags != 0)
        json.key("flags").unsignedInteger(span.flags);
    json.key("operationName").text(span.name);
    writeReferences(json, span, report);
    writeTimes(json, span, report);
    writeTags(json, span, report);
    writeLogs(json, span, report);
    writeWarnings(json, span);
    json.key("processID").text(process).endObject();
    if (has(span.marks, SpanMark::IdMissing))
        report.lose(LossKind::MadeUpId, span.spanId);
    if (has(span.marks, SpanMark::SharedSpan))
        report.lose(LossKind::SharedMark, span.spanId);
    if (!span.resource.schemaUrl.empty())
        report.lose(LossKind::ResourceDetail, span.spanId);
    if (hasMoreThanNameAndVersion(span.scope))
        report.lose(LossKind::ScopeDetail, span.spanId);
}

void writeJaegerProcess(JsonWriter& json, const SpanDetail& span, ExportReport& report)
{
    const ResourceDetail& resource = span.resource;
    json.beginObject().key("serviceName").text(resource.service);
    json.key("tags").beginArray();
    for (const Attribute& attribute : resource.attributes) {
        if (attribute.key == "service.name" && isText(attribute.value, resource.service))
            continue;
        if (!writeTag(json, attribute.key, attribute.value))
            report.lose(LossKind::ValueType, span.spanId);
    }
    writeCountTag(json, "otel.dropped_attributes_count", resource.droppedAttributes);
    json.endArray().endObject();
}

} // namespace tailrace
