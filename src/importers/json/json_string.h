// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The texts of JSON strings and numbers (RFC 8259, sections 6 and 7). Pure functions, any thread.

#include <bit>
#include <optional>
#include <string>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tailrace {

/// First byte at or after `at` that is a quote or a backslash, or `end`. Reads up to 15 bytes behind `end`.
[[nodiscard]] inline const char* findQuoteOrBackslash(const char* at, const char* end)
{
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    for (; at < end; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        const auto mask = static_cast<unsigned>(_mm_movemask_epi8(found));
        if (mask != 0) {
            at += std::countr_zero(mask);
            break;
        }
    }
    return at < end ? at : end;
#else
    while (at < end && *at != '"' && *at != '\\')
        ++at;
    return at;
#endif
}

/// Appends the text that `escaped` (the inside of a JSON string, without the quotes) stands for. Lone surrogates
/// and broken \u escapes become U+FFFD; of an unknown escape the character is kept. The result is valid UTF-8 if
/// `escaped` is.
void appendUnescaped(std::string& out, std::string_view escaped);

/// The text that a whole JSON string, with its quotes, stands for; nothing if `raw` is not one.
[[nodiscard]] std::optional<std::string> unquoteJson(std::string_view raw);

/// The number grammar of RFC 8259, section 6.
[[nodiscard]] bool isJsonNumber(std::string_view text);

/// Makes a JSON text parseable whose strings hold invalid UTF-8 (each wrong byte becomes U+FFFD) or raw control
/// characters (they are escaped). What is outside of strings is not touched.
[[nodiscard]] std::string repairJsonText(std::string_view text);

} // namespace tailrace
