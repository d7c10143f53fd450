// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads the fields of one protobuf message that lies in memory, one after the other, without copying and without
// generated classes (wire format: protobuf.dev/programming-guides/encoding). Nested messages are views: make
// another ProtoMessage of them. Damage ends the walk and can be told from the regular end. Plain object, one
// thread; the bytes must outlive it.
//
//   ProtoMessage message(bytes);
//   while (message.next())
//       if (message.tag() == bytesTag(5))
//           name = message.bytes();

#include <google/protobuf/io/coded_stream.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tailrace {

enum class ProtoWire : std::uint32_t { Varint = 0, Fixed64 = 1, Bytes = 2, Group = 3, GroupEnd = 4, Fixed32 = 5 };

/// What stands before a field's value: its number and wire type.
[[nodiscard]] constexpr std::uint32_t protoTag(std::uint32_t field, ProtoWire wire)
{
    return (field << 3) | static_cast<std::uint32_t>(wire);
}
[[nodiscard]] constexpr std::uint32_t varintTag(std::uint32_t field)
{
    return protoTag(field, ProtoWire::Varint);
}
[[nodiscard]] constexpr std::uint32_t fixed64Tag(std::uint32_t field)
{
    return protoTag(field, ProtoWire::Fixed64);
}
[[nodiscard]] constexpr std::uint32_t fixed32Tag(std::uint32_t field)
{
    return protoTag(field, ProtoWire::Fixed32);
}
[[nodiscard]] constexpr std::uint32_t bytesTag(std::uint32_t field)
{
    return protoTag(field, ProtoWire::Bytes);
}

class ProtoMessage
{
public:
    enum class End {
        Regular,
        Cut,   ///< a length goes beyond the message: tag() and bytes() are the field and what is there of it
        Broken ///< no valid field
    };

    explicit ProtoMessage(std::string_view bytes);

    /// Steps to the next field; false at the end. Groups, which proto3 does not have, are passed over as a whole:
    /// tag() says Group.
    [[nodiscard]] bool next();

    /// Field number and wire type, to compare with bytesTag() and its like.
    [[nodiscard]] std::uint32_t tag() const { return m_tag; }
    [[nodiscard]] std::uint32_t field() const { return m_tag >> 3; }
    /// Value of Varint, Fixed64 and Fixed32.
    [[nodiscard]] std::uint64_t number() const { return m_number; }
    /// Content of Bytes.
    [[nodiscard]] std::string_view bytes() const { return m_bytes; }
    /// Why next() gave false.
    [[nodiscard]] End end() const { return m_end; }

private:
    [[nodiscard]] bool readValue();
    [[nodiscard]] bool readBytes();
    [[nodiscard]] bool skipGroup();
    [[nodiscard]] std::string_view rest();

    google::protobuf::io::CodedInputStream m_in;
    std::uint32_t m_tag = 0;
    std::uint64_t m_number = 0;
    std::string_view m_bytes;
    End m_end = End::Regular;
};

/// The varint at the start of some bytes; `size` is 0 if there is no whole one.
struct ProtoVarint {
    std::uint64_t value = 0;
    std::size_t size = 0;
};
[[nodiscard]] ProtoVarint protoVarint(std::string_view bytes);

/// Numbers of 64 bits as the signed integer or the double that they carry.
[[nodiscard]] std::int64_t protoInt64(std::uint64_t number);
[[nodiscard]] double protoDouble(std::uint64_t number);

} // namespace tailrace
