// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes the fields of one protobuf message into memory (wire format: protobuf.dev/programming-guides/encoding).
// Nested messages are written first and put in as bytes. Plain object, one thread.

#include "importers/proto/proto_reader.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace tailrace {

class ProtoWriter
{
public:
    void varint(std::uint32_t field, std::uint64_t value)
    {
        raw(varintTag(field));
        raw(value);
    }
    void fixed32(std::uint32_t field, std::uint32_t value)
    {
        raw(fixed32Tag(field));
        littleEndian(value, 4);
    }
    void fixed64(std::uint32_t field, std::uint64_t value)
    {
        raw(fixed64Tag(field));
        littleEndian(value, 8);
    }
    void number(std::uint32_t field, double value)
    {
        std::uint64_t bits = 0;
        static_assert(sizeof bits == sizeof value);
        std::memcpy(&bits, &value, sizeof bits);
        fixed64(field, bits);
    }
    void bytes(std::uint32_t field, std::string_view value)
    {
        raw(bytesTag(field));
        raw(value.size());
        m_out.append(value);
    }
    void message(std::uint32_t field, const ProtoWriter& message) { bytes(field, message.view()); }

    // Fields that proto3 does not write when they have their default.
    void varintIfSet(std::uint32_t field, std::uint64_t value)
    {
        if (value != 0)
            varint(field, value);
    }
    void bytesIfSet(std::uint32_t field, std::string_view value)
    {
        if (!value.empty())
            bytes(field, value);
    }

    [[nodiscard]] std::string_view view() const { return m_out; }
    [[nodiscard]] std::string take() { return std::exchange(m_out, {}); }

private:
    void raw(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            m_out += static_cast<char>((value & 0x7F) | 0x80);
        m_out += static_cast<char>(value);
    }
    void littleEndian(std::uint64_t value, int size)
    {
        for (int i = 0; i < size; ++i)
            m_out += static_cast<char>((value >> (8 * i)) & 0xFF);
    }

    std::string m_out;
};

} // namespace tailrace
