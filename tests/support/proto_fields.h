// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Protobuf messages put together by hand, field by field, for formats of which the tests have no generated classes.
// Pure functions, without Qt.

#include <bit>
#include <cstdint>
#include <string>

namespace tailrace::test::proto {

inline std::string varint(std::uint64_t value)
{
    std::string out;
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
    return out;
}

inline std::string number(unsigned field, std::int64_t value)
{
    return varint(field << 3) + varint(static_cast<std::uint64_t>(value));
}

inline std::string fixed64(unsigned field, std::uint64_t value)
{
    std::string out = varint(field << 3 | 1);
    for (int shift = 0; shift < 64; shift += 8)
        out += static_cast<char>(value >> shift);
    return out;
}

inline std::string real(unsigned field, double value)
{
    return fixed64(field, std::bit_cast<std::uint64_t>(value));
}

inline std::string bytes(unsigned field, const std::string& content)
{
    return varint(field << 3 | 2) + varint(content.size()) + content;
}

/// `size` bytes of which the last is `last`.
inline std::string id(std::size_t size, char last)
{
    return std::string(size - 1, '\x81') + last;
}

inline std::string varintFramed(const std::string& message)
{
    return varint(message.size()) + message;
}

inline std::string bigEndianFramed(const std::string& message)
{
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(message.size() >> shift);
    return out + message;
}

} // namespace tailrace::test::proto
