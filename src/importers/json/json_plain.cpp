// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_plain.h"

#include "importers/json/json_string.h"
#include "model/base/utf8.h"

#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tailrace {

namespace {

/// First quote, backslash or control character at or after `at`, or `end`; whether all bytes before are ASCII.
struct PlainRun {
    const char* end = nullptr;
    bool isAscii = true;
};

#if defined(__SSE2__)
inline PlainRun plainRun(const char* at, const char* end)
{
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i lastControl = _mm_set1_epi8(0x1F);
    unsigned high = 0;
    for (; at < end; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, lastControl), bytes);
        const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(marks, control)));
        const auto highHere = static_cast<unsigned>(_mm_movemask_epi8(bytes));
        if (found != 0) {
            const int place = std::countr_zero(found);
            high |= highHere & ((1U << place) - 1);
            return {at + place < end ? at + place : end, high == 0};
        }
        high |= highHere;
    }
    return {end, high == 0};
}
#else
inline PlainRun plainRun(const char* at, const char* end)
{
    unsigned char high = 0;
    for (; at < end; ++at) {
        const auto byte = static_cast<unsigned char>(*at);
        if (byte == '"' || byte == '\\' || byte < 0x20)
            break;
        high |= byte;
    }
    return {at, high < 0x80};
}
#endif

} // namespace

bool JsonPlain::string(std::string_view& inside, bool& hasEscapes)
{
    if (!pass('"'))
        return false;
    const char* const begin = m_at;
    PlainRun run = plainRun(begin, m_end);
    bool isAscii = run.isAscii;
    hasEscapes = run.end < m_end && *run.end == '\\';
    while (run.end < m_end && *run.end == '\\') {
        const char* const behind = run.end + 2;
        if (behind >= m_end || static_cast<unsigned char>(run.end[1]) < 0x20)
            return false;
        isAscii = isAscii && static_cast<unsigned char>(run.end[1]) < 0x80;
        run = plainRun(behind, m_end);
        isAscii = isAscii && run.isAscii;
    }
    if (run.end >= m_end || *run.end != '"')
        return false;
    inside = {begin, static_cast<std::size_t>(run.end - begin)};
    m_at = run.end + 1;
    return isAscii || isValidUtf8(inside);
}

bool JsonPlain::number(double& value)
{
    skipSpace();
    const auto [behind, error] = std::from_chars(m_at, m_end, value);
    if (error != std::errc() || !isJsonNumber({m_at, static_cast<std::size_t>(behind - m_at)}))
        return false;
    m_at = behind;
    return true;
}

} // namespace tailrace
