// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_proto_value.h"

#include "model/base/json_writer.h"

#include <deque>

namespace tailrace {

namespace {

constexpr std::uint32_t kKey = bytesTag(1);
constexpr std::uint32_t kValue = bytesTag(2);
constexpr std::uint32_t kItem = bytesTag(1);

/// An array or a list that is being written as JSON.
struct OpenContainer {
    OpenContainer(std::string_view bytes, bool list)
        : items(bytes)
        , isList(list)
    {
    }
    ProtoMessage items;
    bool isList;
};

class JsonOfAny
{
public:
    [[nodiscard]] std::string write(std::string_view message)
    {
        value(message);
        while (!m_open.empty()) {
            OpenContainer& inner = m_open.back();
            if (!inner.items.next())
                close();
            else if (inner.items.tag() == kItem)
                item(inner.items.bytes(), inner.isList);
        }
        return m_json.take();
    }

private:
    static constexpr std::size_t kMaxOpen = 10'000;

    void item(std::string_view message, bool isList)
    {
        if (!isList)
            return value(message);
        const OtlpProtoPair pair = decodePair(message);
        m_json.key(pair.key);
        value(pair.value);
    }

    void value(std::string_view message)
    {
        const OtlpProtoAny any = decodeAny(message);
        const bool isContainer = any.tag == otlp_any::kArray || any.tag == otlp_any::kList;
        if (!any.isWhole || (isContainer && m_open.size() == kMaxOpen))
            m_json.text(toBase64(message));
        else if (isContainer)
            open(any);
        else
            scalar(any);
    }

    void open(const OtlpProtoAny& any)
    {
        const bool isList = any.tag == otlp_any::kList;
        m_open.emplace_back(any.bytes, isList);
        if (isList)
            m_json.beginObject();
        else
            m_json.beginArray();
    }

    void close()
    {
        if (m_open.back().isList)
            m_json.endObject();
        else
            m_json.endArray();
        m_open.pop_back();
    }

    void scalar(const OtlpProtoAny& any)
    {
        switch (any.tag) {
        case otlp_any::kText:
            m_json.text(any.bytes);
            break;
        case otlp_any::kBool:
            m_json.boolean(any.number != 0);
            break;
        case otlp_any::kInt:
        case otlp_any::kTextIndex:
            m_json.integer(protoInt64(any.number));
            break;
        case otlp_any::kDouble:
            m_json.number(protoDouble(any.number));
            break;
        case otlp_any::kBytes:
            m_json.text(toBase64(any.bytes));
            break;
        default:
            m_json.null();
        }
    }

    JsonWriter m_json;
    std::deque<OpenContainer> m_open;
};

} // namespace

OtlpProtoAny decodeAny(std::string_view message)
{
    OtlpProtoAny any;
    ProtoMessage fields(message);
    while (fields.next()) {
        switch (fields.tag()) {
        case otlp_any::kText:
        case otlp_any::kBool:
        case otlp_any::kInt:
        case otlp_any::kDouble:
        case otlp_any::kArray:
        case otlp_any::kList:
        case otlp_any::kBytes:
        case otlp_any::kTextIndex:
            any.tag = fields.tag();
            any.number = fields.number();
            any.bytes = fields.bytes();
            break;
        default:
            break;
        }
    }
    any.isWhole = fields.end() == ProtoMessage::End::Regular;
    return any;
}

OtlpProtoPair decodePair(std::string_view message)
{
    OtlpProtoPair pair;
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == kKey)
            pair.key = fields.bytes();
        else if (fields.tag() == kValue)
            pair.value = fields.bytes();
    }
    pair.isWhole = fields.end() == ProtoMessage::End::Regular;
    return pair;
}

std::string anyAsJson(std::string_view message)
{
    return JsonOfAny().write(message);
}

void OtlpProtoValues::attribute(std::string_view keyValue, AttributeWriter& out)
{
    const OtlpProtoPair pair = decodePair(keyValue);
    if (pair.isWhole) {
        out.key(validText(pair.key));
        return anyValue(pair.value, out);
    }
    report(ProblemCode::WrongType, "an attribute that is no valid message, kept as bytes");
    out.key(pair.key.empty() ? "otlp.attribute" : validText(pair.key));
    out.bytes(keyValue);
}

void OtlpProtoValues::anyValue(std::string_view message, AttributeWriter& out)
{
    const OtlpProtoAny any = decodeAny(message);
    if (!any.isWhole) {
        report(ProblemCode::WrongType, "a value that is no valid message, kept as bytes");
        return out.bytes(message);
    }
    const bool isContainer = any.tag == otlp_any::kArray || any.tag == otlp_any::kList;
    if (isContainer && out.depth() >= kMaxAttributeDepth) {
        report(ProblemCode::TooDeep, "a value nested deeper than " + std::to_string(kMaxAttributeDepth) +
                                         " levels is kept as JSON text");
        return out.text(anyAsJson(message));
    }
    switch (any.tag) {
    case otlp_any::kText:
        return out.text(validText(any.bytes));
    case otlp_any::kBool:
        return out.boolean(any.number != 0);
    case otlp_any::kInt:
        return out.integer(protoInt64(any.number));
    case otlp_any::kDouble:
        return out.number(protoDouble(any.number));
    case otlp_any::kArray:
        return array(any.bytes, out);
    case otlp_any::kList:
        return list(any.bytes, out);
    case otlp_any::kBytes:
        return out.bytes(any.bytes);
    case otlp_any::kTextIndex:
        report(ProblemCode::WrongType, "an index into a string table, which traces do not have; kept as a number");
        return out.integer(protoInt64(any.number));
    default:
        return out.null();
    }
}

void OtlpProtoValues::array(std::string_view message, AttributeWriter& out)
{
    out.beginArray();
    ProtoMessage items(message);
    while (items.next()) {
        if (items.tag() == kItem)
            anyValue(items.bytes(), out);
        else
            unknownField(items, "an array");
    }
    out.end();
    if (items.end() != ProtoMessage::End::Regular)
        report(ProblemCode::WrongType, "an array that is no valid message; its rest is lost");
}

void OtlpProtoValues::list(std::string_view message, AttributeWriter& out)
{
    out.beginList();
    ProtoMessage items(message);
    while (items.next()) {
        if (items.tag() == kItem)
            attribute(items.bytes(), out);
        else
            unknownField(items, "a list");
    }
    out.end();
    if (items.end() != ProtoMessage::End::Regular)
        report(ProblemCode::WrongType, "a list that is no valid message; its rest is lost");
}

} // namespace tailrace
