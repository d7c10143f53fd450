// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/json_writer.h"

#include "model/base/utf8.h"

#include <charconv>
#include <cmath>

namespace tailrace {

std::string toBase64(std::string_view bytes)
{
    static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t left = bytes.size() - i;
        std::uint32_t group = static_cast<unsigned char>(bytes[i]) << 16;
        if (left > 1)
            group |= static_cast<unsigned char>(bytes[i + 1]) << 8;
        if (left > 2)
            group |= static_cast<unsigned char>(bytes[i + 2]);
        out += kAlphabet[group >> 18];
        out += kAlphabet[(group >> 12) & 63];
        out += left > 1 ? kAlphabet[(group >> 6) & 63] : '=';
        out += left > 2 ? kAlphabet[group & 63] : '=';
    }
    return out;
}

void appendJsonString(std::string& out, std::string_view text)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string repaired;
    if (!isValidUtf8(text)) {
        repaired = repairUtf8(text);
        text = repaired;
    }
    out += '"';
    for (char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                out += "\\u00";
                out += kDigits[c >> 4];
                out += kDigits[c & 15];
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

void JsonWriter::separate()
{
    if (m_afterKey) {
        m_afterKey = false;
        return;
    }
    if (m_hasItems.empty())
        return;
    if (m_hasItems.back())
        m_out += ',';
    m_hasItems.back() = true;
}

JsonWriter& JsonWriter::beginObject()
{
    separate();
    m_out += '{';
    m_hasItems.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::endObject()
{
    m_out += '}';
    m_hasItems.pop_back();
    return *this;
}

JsonWriter& JsonWriter::beginArray()
{
    separate();
    m_out += '[';
    m_hasItems.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::endArray()
{
    m_out += ']';
    m_hasItems.pop_back();
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    separate();
    appendJsonString(m_out, name);
    m_out += ':';
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::null()
{
    separate();
    m_out += "null";
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value)
{
    separate();
    m_out += value ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value)
{
    separate();
    m_out += std::to_string(value);
    return *this;
}

JsonWriter& JsonWriter::unsignedInteger(std::uint64_t value)
{
    separate();
    m_out += std::to_string(value);
    return *this;
}

JsonWriter& JsonWriter::number(double value)
{
    if (std::isnan(value))
        return text("NaN");
    if (std::isinf(value))
        return text(value > 0 ? "Infinity" : "-Infinity");
    separate();
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
    m_out.append(buffer, end.ptr);
    return *this;
}

JsonWriter& JsonWriter::text(std::string_view value)
{
    separate();
    appendJsonString(m_out, value);
    return *this;
}

JsonWriter& JsonWriter::decimalText(std::int64_t value)
{
    separate();
    m_out += '"';
    m_out += std::to_string(value);
    m_out += '"';
    return *this;
}

JsonWriter& JsonWriter::value(const Value& value)
{
    struct Visitor {
        JsonWriter& w;
        void operator()(std::monostate) { w.null(); }
        void operator()(bool v) { w.boolean(v); }
        void operator()(std::int64_t v) { w.integer(v); }
        void operator()(double v) { w.number(v); }
        void operator()(const std::string& v) { w.text(v); }
        void operator()(const Bytes& v) { w.text(toBase64(v.data)); }
        void operator()(const ValueArray& v)
        {
            w.beginArray();
            for (const Value& item : v)
                w.value(item);
            w.endArray();
        }
        void operator()(const AttributeList& v) { w.attributes(v); }
    };
    std::visit(Visitor{*this}, value.data);
    return *this;
}

JsonWriter& JsonWriter::attributes(const AttributeList& list)
{
    beginObject();
    for (const Attribute& attribute : list)
        key(attribute.key).value(attribute.value);
    return endObject();
}

std::string JsonWriter::take()
{
    return std::exchange(m_out, {});
}

} // namespace tailrace
