// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/ids.h"

#include <array>

namespace tailrace {

namespace {

/// Value of each byte as a hex digit, 0xFF for those that are none.
constexpr std::array<std::uint8_t, 256> kHexDigits = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(0xFF);
    for (int i = 0; i < 10; ++i)
        table[static_cast<std::size_t>('0' + i)] = static_cast<std::uint8_t>(i);
    for (int i = 0; i < 6; ++i) {
        table[static_cast<std::size_t>('a' + i)] = static_cast<std::uint8_t>(10 + i);
        table[static_cast<std::size_t>('A' + i)] = static_cast<std::uint8_t>(10 + i);
    }
    return table;
}();

/// Up to 16 digits; `wrong` gets the high bit if one of them is none.
std::uint64_t readHex(std::string_view digits, unsigned& wrong)
{
    std::uint64_t value = 0;
    for (const char c : digits) {
        const unsigned digit = kHexDigits[static_cast<unsigned char>(c)];
        wrong |= digit;
        value = (value << 4) | (digit & 0xF);
    }
    return value;
}

void appendHex(std::string& out, std::uint64_t value)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4)
        out += kDigits[(value >> shift) & 0xF];
}

} // namespace

std::string toHex(TraceId id)
{
    std::string out;
    out.reserve(32);
    appendHex(out, id.hi);
    appendHex(out, id.lo);
    return out;
}

std::string toHex(SpanId id)
{
    std::string out;
    out.reserve(16);
    appendHex(out, id.value);
    return out;
}

std::optional<TraceId> parseTraceId(std::string_view hex)
{
    if (hex.empty() || hex.size() > 32)
        return std::nullopt;
    unsigned wrong = 0;
    const std::size_t left = hex.size() > 16 ? hex.size() - 16 : 0;
    const TraceId id{readHex(hex.substr(0, left), wrong), readHex(hex.substr(left), wrong)};
    return wrong > 0xF ? std::nullopt : std::optional(id);
}

std::optional<SpanId> parseSpanId(std::string_view hex)
{
    if (hex.empty() || hex.size() > 16)
        return std::nullopt;
    unsigned wrong = 0;
    const SpanId id{readHex(hex, wrong)};
    return wrong > 0xF ? std::nullopt : std::optional(id);
}

} // namespace tailrace
