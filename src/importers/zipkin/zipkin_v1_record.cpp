// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_v1_record.h"

#include "importers/id_text.h"
#include "importers/ip_text.h"
#include "importers/json/base64.h"

#include <bit>
#include <limits>
#include <utility>

namespace tailrace {

namespace {

/// A number of `size` bytes at the start of some, the highest byte first.
std::uint64_t bigEndian(std::string_view bytes, std::size_t size)
{
    std::uint64_t number = 0;
    for (const char c : bytes.substr(0, size))
        number = (number << 8) | static_cast<unsigned char>(c);
    return number;
}

/// Width of a Thrift number; 0 for other types.
std::size_t widthOf(std::string_view type)
{
    if (type == "I16")
        return 2;
    if (type == "I32")
        return 4;
    return type == "I64" || type == "DOUBLE" ? 8 : 0;
}

/// Decimal ids are Thrift's signed numbers.
std::optional<std::uint64_t> decimalId(JsonValue value)
{
    if (kindOf(value) != JsonKind::Number)
        return std::nullopt;
    if (const std::optional<std::int64_t> number = jsonInt(value))
        return static_cast<std::uint64_t>(*number);
    return jsonUint(value);
}

} // namespace

bool ZipkinV1Reader::read(std::string_view raw, Location where, ZipkinV1Record& record)
{
    record.common.clear();
    record.annotations.clear();
    record.tags.clear();
    record.entries.clear();
    record.start = record.duration = TimeField::Missing;
    m_texts.clear();
    m_traceIdHigh = 0;
    if (!m_record.parse(raw, where))
        return false;
    if (!m_record.forEachMember([&](std::string_view key, JsonValue value) { field(key, value, record); }))
        return false;
    if (record.common.traceId.hi == 0)
        record.common.traceId.hi = m_traceIdHigh;
    return true;
}

void ZipkinV1Reader::field(std::string_view key, JsonValue value, ZipkinV1Record& record)
{
    SpanDraft& span = record.common;
    AttributeWriter& out = span.attributes;
    const auto forEach = [&](const char* what, auto f) {
        if (kindOf(value) != JsonKind::Array)
            return m_fields.wrongType(key, value, out);
        (void)m_record.forEachElement(value, [&](JsonValue item) {
            if (kindOf(item) == JsonKind::Object)
                f(item);
            else
                m_fields.wrongType(what, item, out);
        });
    };
    if (idField(key, value, span))
        return;
    if (key == "name")
        m_fields.text(key, value, span.name, out);
    else if (key == "timestamp")
        record.start = m_fields.time(key, value, TimeUnit::Microseconds, span.startNs, out);
    else if (key == "duration")
        record.duration = m_fields.length(key, value, TimeUnit::Microseconds, span.durationNs, out);
    else if (key == "annotations")
        forEach("annotation", [&](JsonValue item) { annotation(item, record); });
    else if (key == "binaryAnnotations" || key == "binary_annotations")
        forEach("binaryAnnotation", [&](JsonValue item) { tag(item, record); });
    else if (key == "debug")
        debug(key, value, span);
    else
        m_fields.keep(key, value, out);
}

bool ZipkinV1Reader::idField(std::string_view key, JsonValue value, SpanDraft& span)
{
    const Location where = m_record.where();
    if (key == "traceId" || key == "trace_id") {
        if (const auto number = decimalId(value))
            span.traceId = {0, *number};
        else
            setTraceId(span, m_fields.id(key, value, span.attributes), m_sink, where);
    } else if (key == "id") {
        if (const auto number = decimalId(value))
            span.spanId = {*number};
        else
            setSpanId(span, m_fields.id(key, value, span.attributes), m_sink, where);
    } else if (key == "parentId" || key == "parent_id") {
        if (const auto number = decimalId(value))
            span.parentId = {*number};
        else
            setParentId(span, m_fields.id(key, value, span.attributes), m_sink, where);
    } else if (key == "traceIdHigh" || key == "trace_id_high") {
        highHalf(key, value, span);
    } else {
        return false;
    }
    return true;
}

void ZipkinV1Reader::highHalf(std::string_view key, JsonValue value, SpanDraft& span)
{
    const std::optional<std::uint64_t> number = decimalId(value);
    const std::optional<std::string_view> text = m_record.text(value);
    const std::optional<SpanId> digits = text ? parseSpanId(*text) : std::nullopt;
    if (number || digits)
        m_traceIdHigh = number ? *number : digits->value;
    else
        m_fields.wrongType(key, value, span.attributes);
}

void ZipkinV1Reader::debug(std::string_view key, JsonValue value, SpanDraft& span)
{
    const std::optional<bool> truth = jsonBool(value);
    if (!truth)
        m_fields.wrongType(key, value, span.attributes);
    else if (*truth)
        span.attributes.addBool(m_fields.keptName(key), true);
}

void ZipkinV1Reader::annotation(JsonValue item, ZipkinV1Record& record)
{
    AttributeWriter& out = record.common.attributes;
    ZipkinV1Annotation& annotation = record.annotations.emplace_back();
    (void)m_record.forEachMember(item, [&](std::string_view key, JsonValue value) {
        if (key == "timestamp")
            (void)m_fields.time("annotation.timestamp", value, TimeUnit::Microseconds, annotation.timeNs, out);
        else if (key == "value" && m_record.anyText(value))
            annotation.value = *m_record.anyText(value);
        else if ((key == "endpoint" || key == "host") && kindOf(value) == JsonKind::Object)
            endpoint(value, annotation.endpoint, out);
        else
            m_fields.keep(stored("annotation." + std::string(key)), value, out);
    });
}

void ZipkinV1Reader::tag(JsonValue item, ZipkinV1Record& record)
{
    AttributeWriter& out = record.common.attributes;
    ZipkinV1Tag tag;
    std::optional<JsonValue> content;
    std::string_view type;
    bool isEncoded = false;
    (void)m_record.forEachMember(item, [&](std::string_view key, JsonValue value) {
        const JsonKind kind = kindOf(value);
        const bool isScalar = kind != JsonKind::Object && kind != JsonKind::Array;
        if (key == "key" && m_record.anyText(value)) {
            tag.key = *m_record.anyText(value);
        } else if (key == "value" && isScalar) {
            content = value; // its type may stand behind it
        } else if ((key == "type" || key == "annotation_type") && kind == JsonKind::String) {
            type = *m_record.text(value);
            isEncoded = key == "annotation_type";
        } else if ((key == "endpoint" || key == "host") && kind == JsonKind::Object) {
            endpoint(value, tag.endpoint, out);
        } else if (key == "value") {
            m_fields.wrongType("binaryAnnotation.value", value, out);
        } else {
            m_fields.keep(stored("binaryAnnotation." + std::string(key)), value, out);
        }
    });
    tag.isMark = !content.has_value() || kindOf(*content) == JsonKind::Null;
    tag.entryBegin = record.entries.blob().size();
    if (!tag.isMark)
        tagValue(*content, type, isEncoded, tag, record);
    tag.entrySize = record.entries.blob().size() - tag.entryBegin;
    if (!tag.key.empty() || !tag.isMark || tag.endpoint != ZipkinEndpoint())
        record.tags.push_back(tag);
}

void ZipkinV1Reader::tagValue(JsonValue value, std::string_view type, bool isEncoded, ZipkinV1Tag& tag,
                              ZipkinV1Record& record)
{
    AttributeWriter& out = record.entries;
    const std::optional<std::string_view> text = m_record.text(value);
    if (!text) {
        tag.isMark = kindOf(value) == JsonKind::True;
        out.key(tag.key);
        (void)m_record.copyValue(value, out);
        return;
    }
    const bool isPlain = type.empty() || (type == "STRING" && !isEncoded);
    bool isRead = isPlain;
    if (!isPlain)
        isRead = isEncoded ? encodedValue(*text, type, tag, out) : typedText(*text, type, tag, out);
    if (isPlain || !isRead)
        tag.text = text;
    if (!isRead)
        m_fields.report(ProblemCode::WrongType, "the tag " + std::string(tag.key) + " is no " + std::string(type));
}

/// The text of a value whose type is another one.
bool ZipkinV1Reader::typedText(std::string_view text, std::string_view type, ZipkinV1Tag& tag,
                               AttributeWriter& out)
{
    if (type == "BYTES") {
        const std::optional<std::string> bytes = decodeBase64(text);
        if (bytes) {
            out.key(tag.key);
            out.bytes(*bytes);
        }
    } else if (type == "BOOL" && (text == "true" || text == "false")) {
        out.addBool(tag.key, text == "true");
        tag.isMark = text == "true";
    } else if (type == "DOUBLE" && parseDouble(text)) {
        out.key(tag.key);
        out.number(*parseDouble(text));
    } else if (widthOf(type) > 0 && parseInt(text)) {
        out.addInt(tag.key, *parseInt(text));
    }
    return out.blob().size() > tag.entryBegin;
}

/// Thrift's bytes of a value: numbers have their highest byte first.
bool ZipkinV1Reader::encodedValue(std::string_view text, std::string_view type, ZipkinV1Tag& tag,
                                  AttributeWriter& out)
{
    const std::optional<std::string> bytes = decodeBase64(text);
    const std::size_t width = widthOf(type);
    if (!bytes || bytes->size() < width || (type == "BOOL" && bytes->empty()))
        return false;
    if (type == "STRING") {
        tag.text = stored(validText(*bytes, m_sink, m_record.where()));
        return true;
    }
    const std::uint64_t number = bigEndian(*bytes, width);
    if (type == "BOOL") {
        tag.isMark = bytes->front() != 0;
        out.addBool(tag.key, tag.isMark);
    } else if (type == "BYTES") {
        out.key(tag.key);
        out.bytes(*bytes);
    } else if (type == "DOUBLE") {
        out.key(tag.key);
        out.number(std::bit_cast<double>(number));
    } else if (width > 0) {
        const auto unused = static_cast<int>(64 - 8 * width);
        out.addInt(tag.key, static_cast<std::int64_t>(number << unused) >> unused);
    }
    return out.blob().size() > tag.entryBegin;
}

std::string_view ZipkinV1Reader::stored(std::string text)
{
    return m_texts.emplace_back(std::move(text));
}

void ZipkinV1Reader::endpoint(JsonValue value, ZipkinEndpoint& endpoint, AttributeWriter& out)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "serviceName" || key == "service_name")
            endpoint.service = m_fields.id("endpoint.serviceName", member, out);
        else if (key == "ipv4" || key == "ipv6")
            address(key, member, endpoint, out);
        else if (key == "port")
            port(member, endpoint, out);
        else
            m_fields.keep(stored("endpoint." + std::string(key)), member, out);
    });
}

/// Text, or in Thrift's form a 32-bit number and base64 of the 16 bytes.
void ZipkinV1Reader::address(std::string_view key, JsonValue value, ZipkinEndpoint& endpoint, AttributeWriter& out)
{
    std::string_view& target = key == "ipv4" ? endpoint.ipv4 : endpoint.ipv6;
    const std::optional<std::int64_t> number = jsonInt(value);
    if (const std::optional<std::string_view> text = m_record.text(value)) {
        const bool isAddress = text->empty() || text->find_first_of(".:") != std::string_view::npos;
        const std::optional<std::string> bytes = isAddress ? std::nullopt : decodeBase64(*text);
        const std::string decoded = bytes ? ipText(*bytes) : std::string();
        if (!decoded.empty())
            target = stored(decoded);
        else // some writers encode the text
            target = bytes && bytes->find_first_of(".:") != std::string::npos
                         ? stored(validText(*bytes, m_sink, m_record.where()))
                         : *text;
    } else if (number && *number >= std::numeric_limits<std::int32_t>::min() &&
               *number <= std::numeric_limits<std::uint32_t>::max()) {
        std::string bytes;
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes += static_cast<char>(static_cast<std::uint64_t>(*number) >> shift);
        if (*number != 0)
            target = stored(ipText(bytes));
    } else {
        m_fields.wrongType(stored("endpoint." + std::string(key)), value, out);
    }
}

/// Thrift has only signed numbers.
void ZipkinV1Reader::port(JsonValue value, ZipkinEndpoint& endpoint, AttributeWriter& out)
{
    const std::optional<std::int64_t> number = jsonInt(value);
    if (number && *number >= std::numeric_limits<std::int16_t>::min() &&
        *number <= std::numeric_limits<std::uint16_t>::max())
        endpoint.port = static_cast<std::uint16_t>(*number);
    else
        m_fields.wrongType("endpoint.port", value, out);
}

} // namespace tailrace
