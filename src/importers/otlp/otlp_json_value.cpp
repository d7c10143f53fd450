// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_json_value.h"

#include <optional>
#include <string>
#include <utility>

namespace tailrace {

namespace {

using simdjson::ondemand::object;

enum class ValueField { Unknown, Text, Int, Double, Bool, Bytes, Array, List };

ValueField valueField(std::string_view key)
{
    if (key.empty())
        return ValueField::Unknown;
    switch (key.front()) {
    case 's':
        return key == "stringValue" || key == "string_value" ? ValueField::Text : ValueField::Unknown;
    case 'i':
        return key == "intValue" || key == "int_value" ? ValueField::Int : ValueField::Unknown;
    case 'd':
        return key == "doubleValue" || key == "double_value" ? ValueField::Double : ValueField::Unknown;
    case 'b':
        if (key == "boolValue" || key == "bool_value")
            return ValueField::Bool;
        return key == "bytesValue" || key == "bytes_value" ? ValueField::Bytes : ValueField::Unknown;
    case 'a':
        return key == "arrayValue" || key == "array_value" ? ValueField::Array : ValueField::Unknown;
    case 'k':
        return key == "kvlistValue" || key == "kvlist_value" ? ValueField::List : ValueField::Unknown;
    default:
        return ValueField::Unknown;
    }
}

/// Looks at the first byte only, unless it is an n: this is asked for every attribute.
bool isNull(JsonValue& value)
{
    return value.raw_json_token().starts_with('n') && kindOf(value) == JsonKind::Null;
}

} // namespace

void OtlpJsonValues::report(std::string_view what)
{
    m_record.sink().problem(ProblemCode::WrongType, m_record.where(), std::string(what));
}

void OtlpJsonValues::asRecorded(std::string_view what, JsonValue value, AttributeWriter& out)
{
    report(what);
    static_cast<void>(m_record.copyValue(value, out));
}

void OtlpJsonValues::attributes(JsonValue list, AttributeWriter& out)
{
    // The parser passes over what was not asked for.
    if (m_plain.attributes(list.raw_json_token().data(), m_record.end(), out))
        return;
    static_cast<void>(m_record.forEachElement(list, [&](JsonValue item) { keyValue(item, out); }));
}

void OtlpJsonValues::keyValue(JsonValue item, AttributeWriter& out)
{
    object members;
    if (const simdjson::error_code error = item.get_object().get(members)) {
        if (error != simdjson::INCORRECT_TYPE) {
            m_record.broken(error);
        } else if (!isNull(item)) {
            out.key("");
            asRecorded("an attribute that is no object", item, out);
        }
        return;
    }
    bool hasKey = false;
    bool hasValue = false;
    bool hasMore = false;
    for (auto result : members) {
        simdjson::ondemand::field field;
        if (const simdjson::error_code error = std::move(result).get(field)) {
            m_record.broken(error);
            return;
        }
        const std::string_view name = m_record.key(field).value_or(std::string_view());
        if (!hasKey) {
            const std::optional<std::string_view> key =
                name == "key" ? m_record.text(field.value()) : std::nullopt;
            if (!key)
                break;
            out.key(*key);
            hasKey = true;
        } else if (!hasValue && name == "value") {
            anyValue(field.value(), out);
            hasValue = true;
        } else {
            hasMore = true;
        }
    }
    if (!hasKey)
        keyValueInAnyOrder(members, out);
    else if (!hasValue)
        out.null();
    if (hasMore)
        report("an attribute with more than key and value");
}

void OtlpJsonValues::keyValueInAnyOrder(object& item, AttributeWriter& out)
{
    JsonValue value;
    std::optional<std::string_view> key;
    if (find(item, "key", value)) {
        key = m_record.text(value);
        if (!key) {
            report("an attribute whose key is no text");
            key = m_record.anyText(value);
        }
    } else if (!m_record.isBroken()) {
        report("an attribute without a key");
    }
    out.key(key.value_or(std::string_view()));
    if (!m_record.isBroken() && find(item, "value", value))
        anyValue(value, out);
    else
        out.null();
}

/// False if there is no such member, or if the object is broken: then nothing in it may be touched any more.
bool OtlpJsonValues::find(object& item, std::string_view name, JsonValue& value)
{
    simdjson::error_code error = item.reset().error();
    if (error == simdjson::SUCCESS)
        error = item.find_field_unordered(name).get(value);
    if (error != simdjson::SUCCESS && error != simdjson::NO_SUCH_FIELD)
        m_record.broken(error);
    return error == simdjson::SUCCESS;
}

void OtlpJsonValues::anyValue(JsonValue value, AttributeWriter& out)
{
    if (isNull(value)) {
        out.null();
        return;
    }
    if (!value.raw_json_token().starts_with('{')) {
        asRecorded("an attribute value that is no object", value, out);
        return;
    }
    bool written = false;
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view type, JsonValue member) {
        if (isNull(member))
            return;
        if (written) {
            report("an attribute value of more than one type");
            return;
        }
        written = true;
        oneOf(type, member, out);
    }));
    if (!written)
        out.null();
}

void OtlpJsonValues::oneOf(std::string_view type, JsonValue value, AttributeWriter& out)
{
    const ValueField field = valueField(type);
    switch (field) {
    case ValueField::Text:
        if (const std::optional<std::string_view> text = m_record.text(value))
            return out.text(*text);
        break;
    case ValueField::Int:
        if (const std::optional<std::int64_t> number = jsonInt(value))
            return out.integer(*number);
        break;
    case ValueField::Double:
        if (const std::optional<double> number = jsonDouble(value))
            return out.number(*number);
        break;
    case ValueField::Bool:
        if (const std::optional<bool> truth = jsonBool(value))
            return out.boolean(*truth);
        break;
    case ValueField::Bytes:
        if (const std::optional<std::string_view> text = m_record.text(value))
            return bytes(*text, out);
        break;
    case ValueField::Array:
    case ValueField::List:
        if (kindOf(value) == JsonKind::Object)
            return values(value, field == ValueField::List, out);
        break;
    case ValueField::Unknown:
        return unknownType(type, value, out);
    }
    asRecorded(type, value, out);
}

void OtlpJsonValues::unknownType(std::string_view type, JsonValue value, AttributeWriter& out)
{
    report("an attribute value of the unknown type " + std::string(type));
    const bool fits = out.depth() < kMaxAttributeDepth;
    if (fits) {
        out.beginList();
        out.key(type);
    }
    static_cast<void>(m_record.copyValue(value, out));
    if (fits)
        out.end();
}

void OtlpJsonValues::bytes(std::string_view base64, AttributeWriter& out)
{
    if (const std::optional<std::string> data = decodeBase64(base64)) {
        out.bytes(*data);
        return;
    }
    report("bytesValue is no base64");
    out.text(base64);
}

void OtlpJsonValues::values(JsonValue value, bool isList, AttributeWriter& out)
{
    if (out.depth() >= kMaxAttributeDepth) { // copyValue() reports it and keeps the JSON text
        static_cast<void>(m_record.copyValue(value, out));
        return;
    }
    isList ? out.beginList() : out.beginArray();
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view name, JsonValue items) {
        const JsonKind kind = kindOf(items);
        if (kind == JsonKind::Null)
            return;
        if (name != "values" || kind != JsonKind::Array) {
            if (isList)
                out.key(name);
            asRecorded(name, items, out);
        } else if (isList) {
            attributes(items, out);
        } else {
            static_cast<void>(m_record.forEachElement(items, [&](JsonValue item) { anyValue(item, out); }));
        }
    }));
    out.end();
}

} // namespace tailrace
