// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/proto/proto_reader.h"

#include <bit>
#include <limits>

namespace tailrace {

namespace {

/// CodedInputStream counts in int; callers never hold as much in memory.
int clampedSize(std::string_view bytes)
{
    constexpr std::size_t kMost = std::numeric_limits<int>::max();
    return static_cast<int>(bytes.size() < kMost ? bytes.size() : kMost);
}

} // namespace

ProtoMessage::ProtoMessage(std::string_view bytes)
    : m_in(reinterpret_cast<const std::uint8_t*>(bytes.data()), clampedSize(bytes))
{
}

inline std::string_view ProtoMessage::rest()
{
    const void* data = nullptr;
    int size = 0;
    m_in.GetDirectBufferPointerInline(&data, &size);
    return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

inline bool ProtoMessage::readBytes()
{
    std::uint64_t length = 0;
    if (!m_in.ReadVarint64(&length))
        return false;
    m_bytes = rest();
    if (length > m_bytes.size()) {
        m_end = End::Cut;
        return false;
    }
    m_bytes = m_bytes.substr(0, length);
    return m_in.Skip(static_cast<int>(length));
}

inline bool ProtoMessage::readValue()
{
    std::uint32_t number = 0;
    switch (static_cast<ProtoWire>(m_tag & 7)) {
    case ProtoWire::Varint:
        return m_in.ReadVarint64(&m_number);
    case ProtoWire::Fixed64:
        return m_in.ReadLittleEndian64(&m_number);
    case ProtoWire::Fixed32:
        if (!m_in.ReadLittleEndian32(&number))
            return false;
        m_number = number;
        return true;
    case ProtoWire::Bytes:
        return readBytes();
    case ProtoWire::Group:
        return skipGroup();
    default:
        return false;
    }
}

bool ProtoMessage::next()
{
    if (m_end != End::Regular || rest().empty())
        return false;
    m_tag = m_in.ReadTagNoLastTag();
    if (field() != 0 && readValue())
        return true;
    if (m_end == End::Regular)
        m_end = End::Broken;
    return false;
}

/// Passes over everything up to the end of the group; groups within are counted, not entered.
bool ProtoMessage::skipGroup()
{
    const std::uint32_t opened = m_tag;
    for (std::uint64_t depth = 1; depth > 0;) {
        m_tag = m_in.ReadTagNoLastTag();
        const auto wire = static_cast<ProtoWire>(m_tag & 7);
        if (field() == 0)
            return false;
        if (wire == ProtoWire::Group) {
            ++depth;
        } else if (wire == ProtoWire::GroupEnd) {
            --depth;
        } else if (!readValue()) {
            m_end = End::Broken;
            return false;
        }
    }
    m_tag = opened;
    return true;
}

ProtoVarint protoVarint(std::string_view bytes)
{
    google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                              clampedSize(bytes));
    ProtoVarint varint;
    if (in.ReadVarint64(&varint.value))
        varint.size = static_cast<std::size_t>(in.CurrentPosition());
    return varint;
}

std::int64_t protoInt64(std::uint64_t number)
{
    return static_cast<std::int64_t>(number);
}

double protoDouble(std::uint64_t number)
{
    return std::bit_cast<double>(number);
}

} // namespace tailrace
