// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/ids.h"

namespace tailrace {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
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
    TraceId id;
    for (char c : hex) {
        const int digit = hexDigit(c);
        if (digit < 0)
            return std::nullopt;
        id.hi = (id.hi << 4) | (id.lo >> 60);
        id.lo = (id.lo << 4) | static_cast<std::uint64_t>(digit);
    }
    return id;
}

std::optional<SpanId> parseSpanId(std::string_view hex)
{
    if (hex.empty() || hex.size() > 16)
        return std::nullopt;
    SpanId id;
    for (char c : hex) {
        const int digit = hexDigit(c);
        if (digit < 0)
            return std::nullopt;
        id.value = (id.value << 4) | static_cast<std::uint64_t>(digit);
    }
    return id;
}

} // namespace tailrace
