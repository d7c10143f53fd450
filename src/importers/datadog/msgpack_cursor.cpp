// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/msgpack_cursor.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace tailrace {

namespace {

constexpr std::size_t kReadSize = 256 * 1024;

} // namespace

MsgpackCursor::MsgpackCursor(ByteStream& in)
    : m_in(in)
    , m_window(2 * kReadSize)
{
}

/// Gets at least `count` bytes into the window; false if the input ends before.
bool MsgpackCursor::ensure(std::size_t count)
{
    while (m_end - m_pos < count) {
        if (m_ended)
            return false;
        if (m_window.size() - m_end < kReadSize && m_pos > 0) {
            std::memmove(m_window.data(), m_window.data() + m_pos, m_end - m_pos);
            m_base += static_cast<std::int64_t>(m_pos);
            m_end -= m_pos;
            m_pos = 0;
        }
        if (m_window.size() - m_end < kReadSize)
            m_window.resize(m_window.size() * 2);
        const Result<std::size_t> got = m_in.read(m_window.data() + m_end, kReadSize);
        if (!got)
            m_stream = failure(got.error().code, got.error().message, got.error().where);
        m_ended = got.value_or(0) == 0;
        m_end += got.value_or(0);
    }
    return true;
}

/// A big-endian number of up to 8 bytes that are in the window.
std::uint64_t MsgpackCursor::take(std::size_t bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value = (value << 8) | static_cast<unsigned char>(m_window[m_pos++]);
    return value;
}

bool MsgpackCursor::header(std::size_t bytes, std::uint64_t& value)
{
    if (!ensure(bytes)) {
        m_cut = true;
        return false;
    }
    value = take(bytes);
    return true;
}

bool MsgpackCursor::next()
{
    m_kind = MsgpackKind::None;
    m_text = {};
    m_tooLarge = false;
    if (m_broken || m_cut || !ensure(1)) {
        m_tokenOffset = nextOffset();
        return false;
    }
    m_tokenOffset = nextOffset();
    const auto lead = static_cast<unsigned char>(m_window[m_pos++]);
    if (lead < 0x80 || lead >= 0xE0) {
        m_kind = MsgpackKind::Integer;
        m_negative = lead >= 0xE0;
        m_integer = m_negative ? lead | ~std::uint64_t{0xFF} : lead;
        return true;
    }
    if (lead < 0xA0) {
        m_kind = lead < 0x90 ? MsgpackKind::Map : MsgpackKind::Array;
        m_count = lead & 0x0FU;
        return true;
    }
    if (lead < 0xC0)
        return content(MsgpackKind::Text, lead & 0x1FU);
    return longToken(lead);
}

/// Tokens whose first byte is 0xC0 to 0xDF.
bool MsgpackCursor::longToken(unsigned char lead)
{
    switch (lead) {
    case 0xC0:
        m_kind = MsgpackKind::Nil;
        return true;
    case 0xC2:
    case 0xC3:
        m_kind = MsgpackKind::Bool;
        m_integer = lead & 1U;
        return true;
    case 0xC4:
    case 0xC5:
    case 0xC6:
        return sized(MsgpackKind::Bytes, std::size_t{1} << (lead - 0xC4U));
    case 0xC7:
    case 0xC8:
    case 0xC9:
        return sized(MsgpackKind::Extension, std::size_t{1} << (lead - 0xC7U));
    case 0xCA:
    case 0xCB:
        return floatToken(lead == 0xCA ? 4 : 8);
    case 0xCC:
    case 0xCD:
    case 0xCE:
    case 0xCF:
        return integerToken(std::size_t{1} << (lead - 0xCCU), false);
    case 0xD0:
    case 0xD1:
    case 0xD2:
    case 0xD3:
        return integerToken(std::size_t{1} << (lead - 0xD0U), true);
    case 0xD4:
    case 0xD5:
    case 0xD6:
    case 0xD7:
    case 0xD8:
        return content(MsgpackKind::Extension, (std::uint64_t{1} << (lead - 0xD4U)) + 1);
    case 0xD9:
    case 0xDA:
    case 0xDB:
        return sized(MsgpackKind::Text, std::size_t{1} << (lead - 0xD9U));
    case 0xDC:
    case 0xDD:
        m_kind = MsgpackKind::Array;
        return header(lead == 0xDC ? 2 : 4, m_count);
    case 0xDE:
    case 0xDF:
        m_kind = MsgpackKind::Map;
        return header(lead == 0xDE ? 2 : 4, m_count);
    default: // 0xC1
        m_broken = true;
        return false;
    }
}

bool MsgpackCursor::sized(MsgpackKind kind, std::size_t sizeBytes)
{
    std::uint64_t size = 0;
    if (!header(sizeBytes, size))
        return false;
    return content(kind, kind == MsgpackKind::Extension ? size + 1 : size);
}

bool MsgpackCursor::content(MsgpackKind kind, std::uint64_t size)
{
    m_kind = kind;
    if (size <= kMaxText) {
        if (!ensure(size)) {
            m_cut = true;
            return false;
        }
        m_text = std::string_view(m_window.data() + m_pos, size);
        m_pos += size;
        return true;
    }
    m_tooLarge = true;
    for (std::uint64_t left = size; left > 0;) {
        if (!ensure(1)) {
            m_cut = true;
            return false;
        }
        const std::size_t here = std::min<std::uint64_t>(left, m_end - m_pos);
        m_pos += here;
        left -= here;
    }
    return true;
}

bool MsgpackCursor::integerToken(std::size_t bytes, bool isSigned)
{
    m_kind = MsgpackKind::Integer;
    if (!header(bytes, m_integer))
        return false;
    const std::size_t unused = 64 - 8 * bytes;
    if (isSigned) // carries the sign to the left
        m_integer = static_cast<std::uint64_t>(static_cast<std::int64_t>(m_integer << unused) >> unused);
    m_negative = isSigned && static_cast<std::int64_t>(m_integer) < 0;
    return true;
}

bool MsgpackCursor::floatToken(std::size_t bytes)
{
    m_kind = MsgpackKind::Float;
    std::uint64_t bits = 0;
    if (!header(bytes, bits))
        return false;
    m_float = bytes == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                         : std::bit_cast<double>(bits);
    return true;
}

double MsgpackCursor::number() const
{
    if (m_kind == MsgpackKind::Float)
        return m_float;
    return m_negative ? static_cast<double>(static_cast<std::int64_t>(m_integer)) : static_cast<double>(m_integer);
}

std::optional<std::int64_t> MsgpackCursor::integer() const
{
    if (m_kind == MsgpackKind::Integer) {
        if (!m_negative && m_integer > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return std::nullopt;
        return static_cast<std::int64_t>(m_integer);
    }
    constexpr double kLimit = 9223372036854775808.0; // 2^63
    if (m_kind != MsgpackKind::Float || m_float != std::trunc(m_float) || m_float >= kLimit || m_float < -kLimit)
        return std::nullopt;
    return static_cast<std::int64_t>(m_float);
}

bool MsgpackCursor::skip()
{
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max() / 2;
    const auto elements = [this]() -> std::uint64_t {
        return m_kind == MsgpackKind::Array ? m_count : m_kind == MsgpackKind::Map ? 2 * m_count : 0;
    };
    // How many tokens are still to come, on all levels together.
    for (std::uint64_t left = elements(); left > 0; --left) {
        if (!next())
            return false;
        left = std::min(left + elements(), kMost);
    }
    return true;
}

void MsgpackCursor::drain()
{
    do {
        m_base += static_cast<std::int64_t>(m_end);
        m_pos = m_end = 0;
    } while (ensure(1));
}

} // namespace tailrace
