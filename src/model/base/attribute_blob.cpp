// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/attribute_blob.h"

#include <bit>
#include <cstring>

namespace tailrace {

namespace {

template <class T>
void appendLittleEndian(std::string& out, T value)
{
    static_assert(std::endian::native == std::endian::little, "blobs are written as they lie in memory");
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    out.append(raw, sizeof value);
}

} // namespace

void AttributeWriter::varint(std::uint64_t value)
{
    if (value < 0x80) {
        m_out.push_back(static_cast<char>(value));
        return;
    }
    while (value >= 0x80) {
        m_out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    m_out.push_back(static_cast<char>(value));
}

void AttributeWriter::key(std::string_view key)
{
    if (m_open.empty())
        ++m_count;
    // The empty key is string 0, which is never stored in the string table: reading gives "" back.
    varint(m_keys->intern(key));
}

void AttributeWriter::integer(std::int64_t value)
{
    type(ValueType::Int);
    varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

void AttributeWriter::number(double value)
{
    type(ValueType::Double);
    appendLittleEndian(m_out, value);
}

void AttributeWriter::lengthPrefixed(ValueType t, std::string_view value)
{
    type(t);
    varint(value.size());
    m_out.append(value);
}

void AttributeWriter::begin(ValueType t)
{
    type(t);
    m_open.push_back(m_out.size());
    appendLittleEndian(m_out, std::uint32_t{0});
}

void AttributeWriter::end()
{
    const std::size_t at = m_open.back();
    m_open.pop_back();
    const auto length = static_cast<std::uint32_t>(m_out.size() - at - sizeof(std::uint32_t));
    std::memcpy(m_out.data() + at, &length, sizeof length);
}

void AttributeWriter::clear()
{
    m_out.clear();
    m_open.clear();
    m_count = 0;
}

void AttributeWriter::goBack(const Mark& mark)
{
    m_out.resize(mark.bytes);
    m_open.resize(mark.open);
    m_count = mark.count;
}

void AttributeWriter::value(const Value& value)
{
    if (depth() >= kMaxAttributeDepth) {
        text(displayText(value));
        return;
    }
    struct Visitor {
        AttributeWriter& w;
        void operator()(std::monostate) { w.null(); }
        void operator()(bool v) { w.boolean(v); }
        void operator()(std::int64_t v) { w.integer(v); }
        void operator()(double v) { w.number(v); }
        void operator()(const std::string& v) { w.text(v); }
        void operator()(const Bytes& v) { w.bytes(v.data); }
        void operator()(const ValueArray& v)
        {
            w.beginArray();
            for (const Value& item : v)
                w.value(item);
            w.end();
        }
        void operator()(const AttributeList& v)
        {
            w.beginList();
            for (const Attribute& item : v) {
                w.key(item.key);
                w.value(item.value);
            }
            w.end();
        }
    };
    std::visit(Visitor{*this}, value.data);
}

bool AttributeReader::readVarint(std::uint64_t& value)
{
    value = 0;
    for (int shift = 0; shift < 64 && m_at < m_end; shift += 7) {
        const auto byte = static_cast<unsigned char>(*m_at++);
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

bool AttributeReader::readValue()
{
    if (m_at == m_end)
        return false;
    m_type = static_cast<ValueType>(*m_at++);
    std::uint64_t number = 0;
    switch (m_type) {
    case ValueType::Null:
    case ValueType::False:
    case ValueType::True:
        return true;
    case ValueType::Int:
        if (!readVarint(number))
            return false;
        m_integer = static_cast<std::int64_t>((number >> 1) ^ (~(number & 1) + 1));
        return true;
    case ValueType::Double:
        if (m_end - m_at < static_cast<std::ptrdiff_t>(sizeof m_number))
            return false;
        std::memcpy(&m_number, m_at, sizeof m_number);
        m_at += sizeof m_number;
        return true;
    case ValueType::Text:
    case ValueType::Bytes:
        if (!readVarint(number))
            return false;
        break;
    case ValueType::Array:
    case ValueType::List: {
        std::uint32_t length = 0;
        if (m_end - m_at < static_cast<std::ptrdiff_t>(sizeof length))
            return false;
        std::memcpy(&length, m_at, sizeof length);
        m_at += sizeof length;
        number = length;
        break;
    }
    default:
        return false;
    }
    if (number > static_cast<std::uint64_t>(m_end - m_at))
        return false;
    m_content = std::string_view(m_at, number);
    m_at += number;
    return true;
}

bool AttributeReader::next()
{
    if (m_at == m_end || !m_ok)
        return false;
    m_entry = m_at;
    std::uint64_t key = 0;
    m_ok = readVarint(key) && readValue();
    m_key = static_cast<StringId>(key);
    return m_ok;
}

Value decodeArray(std::string_view content, const KeyText& keys, int depth)
{
    ValueArray items;
    AttributeReader reader(content);
    while (reader.m_at != reader.m_end && reader.readValue())
        items.push_back(reader.decode(keys, depth));
    return Value{std::move(items)};
}

AttributeList decodeList(std::string_view content, const KeyText& keys, int depth)
{
    AttributeList items;
    AttributeReader reader(content);
    while (reader.next())
        items.push_back({std::string(keys(reader.key())), reader.decode(keys, depth)});
    return items;
}

Value AttributeReader::decode(const KeyText& keys, int depth) const
{
    switch (m_type) {
    case ValueType::Null:
        break;
    case ValueType::False:
        return Value{false};
    case ValueType::True:
        return Value{true};
    case ValueType::Int:
        return Value{m_integer};
    case ValueType::Double:
        return Value{m_number};
    case ValueType::Text:
        return Value{std::string(m_content)};
    case ValueType::Bytes:
        return Value{Bytes{std::string(m_content)}};
    case ValueType::Array:
        return depth > kMaxAttributeDepth ? Value{} : decodeArray(m_content, keys, depth + 1);
    case ValueType::List:
        return depth > kMaxAttributeDepth ? Value{} : Value{decodeList(m_content, keys, depth + 1)};
    }
    return Value{};
}

Value AttributeReader::value(const KeyText& keys) const
{
    return decode(keys, 0);
}

AttributeList decodeAttributes(std::string_view blob, const KeyText& keys)
{
    return decodeList(blob, keys, 0);
}

} // namespace tailrace
