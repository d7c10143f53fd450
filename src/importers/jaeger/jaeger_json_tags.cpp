// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_json_tags.h"

#include <limits>
#include <string>
#include <utility>

namespace tailrace {

namespace {

using simdjson::ondemand::object;

void report(JsonRecord& record, std::string what)
{
    record.sink().problem(ProblemCode::WrongType, record.where(), std::move(what));
}

bool isContainer(JsonValue& value)
{
    const JsonKind kind = kindOf(value);
    return kind == JsonKind::Object || kind == JsonKind::Array;
}

/// Writes a value of one of the five types; false if it does not fit.
bool writeTyped(JsonRecord& record, std::string_view type, JsonValue value, AttributeWriter& out)
{
    if (type == "string") {
        const std::optional<std::string_view> text = record.text(value);
        if (text)
            out.text(*text);
        return text.has_value();
    }
    if (type == "bool") {
        const std::optional<bool> truth = jsonBool(value);
        if (truth)
            out.boolean(*truth);
        return truth.has_value();
    }
    if (type == "int64") {
        const std::optional<std::int64_t> number = jsonInt(value);
        if (number)
            out.integer(*number);
        return number.has_value();
    }
    if (type == "float64") {
        const std::optional<double> number = jsonDouble(value);
        if (number)
            out.number(*number);
        return number.has_value();
    }
    const std::optional<std::string_view> text = record.text(value);
    const std::optional<std::string> bytes = text ? decodeBase64(*text) : std::nullopt;
    if (bytes)
        out.bytes(*bytes);
    return bytes.has_value();
}

bool isKnownType(std::string_view type)
{
    return type == "string" || type == "bool" || type == "int64" || type == "float64" || type == "binary";
}

} // namespace

bool readJaegerTag(JsonRecord& record, JsonValue item, JaegerTag& tag)
{
    tag = JaegerTag();
    if (const JsonKind kind = kindOf(item); kind != JsonKind::Object) {
        if (kind != JsonKind::Null)
            report(record, "a tag that is no object");
        return false;
    }
    object members;
    if (const simdjson::error_code error = item.get_object().get(members))
        return record.broken(error);
    bool hasKey = false;
    for (auto result : members) {
        simdjson::ondemand::field field;
        if (const simdjson::error_code error = std::move(result).get(field))
            return record.broken(error);
        const std::string_view name = record.key(field).value_or(std::string_view());
        if (name == "key") {
            const std::optional<std::string_view> key = record.anyText(field.value());
            hasKey = key.has_value();
            tag.key = key.value_or(std::string_view());
        } else if (name == "type") {
            tag.type = record.text(field.value()).value_or(std::string_view());
        } else if (name == "value") {
            tag.value = field.value();
        } else {
            report(record, "a tag with the member " + std::string(name));
        }
    }
    if (!hasKey)
        report(record, "a tag without a key");
    // A scalar can be read at any time, but to enter an object or an array the parser must stand on it.
    if (tag.value && isContainer(*tag.value)) {
        JsonValue value;
        if (members.reset().error() != simdjson::SUCCESS ||
            members.find_field_unordered("value").get(value) != simdjson::SUCCESS)
            return record.broken(simdjson::TAPE_ERROR);
        tag.value = value;
    }
    return hasKey || tag.value.has_value();
}

void writeJaegerValue(JsonRecord& record, const JaegerTag& tag, AttributeWriter& out)
{
    if (!tag.value) {
        out.null();
        return;
    }
    JsonValue value = *tag.value;
    if (isKnownType(tag.type) && kindOf(value) != JsonKind::Null) {
        if (writeTyped(record, tag.type, value, out))
            return;
        report(record, "the tag " + std::string(tag.key) + " is no " + std::string(tag.type));
    }
    (void)record.copyValue(value, out);
}

std::optional<std::string_view> jaegerText(JsonRecord& record, const JaegerTag& tag)
{
    if (!tag.value || !(tag.type.empty() || tag.type == "string"))
        return std::nullopt;
    return record.text(*tag.value);
}

bool takeJaegerCount(const JaegerTag& tag, std::uint32_t& count)
{
    const std::optional<std::uint64_t> number = tag.value ? jsonUint(*tag.value) : std::nullopt;
    if (count != 0 || !number || *number == 0 || *number > std::numeric_limits<std::uint32_t>::max())
        return false;
    count = static_cast<std::uint32_t>(*number);
    return true;
}

std::optional<bool> jaegerTruth(const JaegerTag& tag)
{
    if (!tag.value)
        return std::nullopt;
    return jsonBool(*tag.value);
}

} // namespace tailrace
