// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_scan.h"

#include <algorithm>
#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tailrace {

namespace {

/// One bit a byte, the first byte lowest.
struct Classes {
    std::uint64_t quote = 0;
    std::uint64_t backslash = 0;
    std::uint64_t open = 0;  // { [
    std::uint64_t close = 0; // } ]
    std::uint64_t lineEnd = 0;
};

#if defined(__SSE2__)
inline std::uint64_t bits(__m128i bytes, char wanted)
{
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted))));
}

inline Classes classify(const char* block)
{
    Classes c;
    for (int i = 0; i < 64; i += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + i));
        // Bit 5 is all that tells [ from { and ] from }.
        const __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        c.quote |= bits(bytes, '"') << i;
        c.backslash |= bits(bytes, '\\') << i;
        c.open |= bits(lower, '{') << i;
        c.close |= bits(lower, '}') << i;
        c.lineEnd |= bits(bytes, '\n') << i;
    }
    return c;
}
#else
inline Classes classify(const char* block)
{
    Classes c;
    for (int i = 0; i < 64; ++i) {
        const auto byte = static_cast<unsigned char>(block[i]);
        const std::uint64_t bit = std::uint64_t{1} << i;
        c.quote |= byte == '"' ? bit : 0;
        c.backslash |= byte == '\\' ? bit : 0;
        c.open |= (byte | 0x20) == '{' ? bit : 0;
        c.close |= (byte | 0x20) == '}' ? bit : 0;
        c.lineEnd |= byte == '\n' ? bit : 0;
    }
    return c;
}
#endif

/// std::popcount is a library call where the instruction is not guaranteed, and this is the hot path.
inline unsigned bitCount(std::uint64_t x)
{
    x -= (x >> 1) & 0x5555555555555555U;
    x = (x & 0x3333333333333333U) + ((x >> 2) & 0x3333333333333333U);
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0FU;
    return static_cast<unsigned>((x * 0x0101010101010101U) >> 56);
}

/// Each bit becomes the parity of the bits up to it.
inline std::uint64_t prefixXor(std::uint64_t x)
{
    for (int shift = 1; shift < 64; shift *= 2)
        x ^= x << shift;
    return x;
}

/// Characters behind an odd run of backslashes. `carry` says that the first one is.
inline std::uint64_t escapedBits(std::uint64_t backslash, std::uint64_t& carry)
{
    if (backslash == 0) {
        const std::uint64_t escaped = carry;
        carry = 0;
        return escaped;
    }
    constexpr std::uint64_t kEven = 0x5555555555555555U;
    backslash &= ~carry;
    const std::uint64_t follows = (backslash << 1) | carry;
    const std::uint64_t oddStarts = backslash & ~kEven & ~follows;
    const std::uint64_t sum = oddStarts + backslash;
    carry = sum < backslash ? 1 : 0;
    return (kEven ^ (sum << 1)) & follows;
}

constexpr bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

} // namespace

void JsonOpenings::begin(std::string_view head)
{
    m_current.clear();
    std::size_t i = 0;
    while (i < head.size() && (head[i] == '{' || head[i] == '[' || isSpace(head[i])))
        ++i;
    if (i == head.size() || head[i] != '"')
        return;
    const std::size_t quote = head.find('"', i + 1);
    if (quote < kMaxLength)
        m_current = head.substr(0, quote + 1);
}

void JsonOpenings::keep()
{
    if (m_current.empty() || m_current.front() != '{' || m_kept.size() == kMaxKept)
        return;
    if (std::find(m_kept.begin(), m_kept.end(), m_current) == m_kept.end())
        m_kept.push_back(m_current);
}

bool JsonOpenings::matches(std::string_view head) const
{
    if (!m_current.empty() && head.starts_with(m_current))
        return true;
    // An array may well hold objects, each on its line, that look like documents seen before.
    if (m_current.empty() || m_current.front() != '{')
        return false;
    return std::any_of(m_kept.begin(), m_kept.end(), [&](const std::string& o) { return head.starts_with(o); });
}

void JsonScanner::startContainer(std::uint64_t depth)
{
    *this = {};
    m_depth = depth;
}

void JsonScanner::startString()
{
    *this = {};
    m_isString = true;
    m_inString = ~std::uint64_t{0};
}

inline JsonScanner::Masks JsonScanner::nextBlock(const char* block)
{
    const Classes c = classify(block);
    Masks masks;
    masks.quotes = c.quote & ~escapedBits(c.backslash, m_escapeCarry);
    const std::uint64_t inString = prefixXor(masks.quotes) ^ m_inString;
    m_inString = static_cast<std::uint64_t>(static_cast<std::int64_t>(inString) >> 63);
    masks.open = c.open & ~inString;
    masks.close = c.close & ~inString;
    masks.lineHeads = ((c.lineEnd << 1) | m_lineEndCarry) & c.open;
    m_lineEndCarry = c.lineEnd >> 63;
    return masks;
}

/// Index of the bracket or quote that ends the value, or -1 if it goes on behind this block.
inline int JsonScanner::endInBlock(const Masks& masks)
{
    if (m_isString)
        return masks.quotes == 0 ? -1 : std::countr_zero(masks.quotes);
    const unsigned opened = bitCount(masks.open);
    const unsigned closed = bitCount(masks.close);
    if (m_depth <= closed) {
        std::uint64_t done = 0;
        for (std::uint64_t rest = masks.close; rest != 0; rest &= rest - 1) {
            ++done;
            const int at = std::countr_zero(rest);
            const std::uint64_t before = masks.open & ((std::uint64_t{1} << at) - 1);
            if (m_depth + bitCount(before) == done)
                return at;
        }
    }
    m_depth += opened;
    m_depth -= closed;
    return -1;
}

JsonScanner::Step JsonScanner::scan(const char* data, std::size_t from, std::size_t end, bool last,
                                    const JsonOpenings& openings)
{
    const std::size_t margin = last ? 0 : kBlock + JsonOpenings::kMaxLength;
    std::size_t at = from;
    for (; at + margin < end; at += kBlock) {
        const Masks masks = nextBlock(data + at);
        const int ended = endInBlock(masks);
        for (std::uint64_t heads = masks.lineHeads; heads != 0; heads &= heads - 1) {
            const int head = std::countr_zero(heads);
            if (ended >= 0 && head > ended)
                break;
            const std::size_t place = at + static_cast<std::size_t>(head);
            if (place < end && openings.matches(std::string_view(data + place, end - place)))
                return {Stop::OtherDocument, place};
        }
        if (ended >= 0)
            return {Stop::End, at + static_cast<std::size_t>(ended) + 1};
    }
    return {Stop::NeedMore, std::min(at, end)};
}

std::size_t countLineEnds(const char* data, std::size_t size)
{
    std::size_t count = 0;
    std::size_t i = 0;
#if defined(__SSE2__)
    const __m128i lineEnd = _mm_set1_epi8('\n');
    while (i + 16 <= size) {
        // Each lane counts up to 255 before it would overflow.
        const std::size_t stop = i + std::min<std::size_t>((size - i) / 16, 255) * 16;
        __m128i lanes = _mm_setzero_si128();
        for (; i < stop; i += 16) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + i));
            lanes = _mm_sub_epi8(lanes, _mm_cmpeq_epi8(bytes, lineEnd));
        }
        const __m128i sums = _mm_sad_epu8(lanes, _mm_setzero_si128());
        count += static_cast<std::size_t>(_mm_cvtsi128_si32(sums));
        count += static_cast<std::size_t>(_mm_cvtsi128_si32(_mm_srli_si128(sums, 8)));
    }
#endif
    for (; i < size; ++i)
        count += data[i] == '\n' ? 1 : 0;
    return count;
}

} // namespace tailrace
