// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads JSON text whose shape the caller expects, without an index: each call either passes over what was asked
// for or says no, and after the first no the whole attempt is given up for the general way (JsonRecord). For the
// few shapes that make up most of a file. Nothing is believed: what is passed over is valid JSON. One thread.

#include <charconv>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <system_error>

namespace tailrace {

class JsonPlain
{
public:
    /// `at` … `end` with at least 64 readable bytes behind.
    JsonPlain(const char* at, const char* end)
        : m_at(at)
        , m_end(end)
    {
    }

    /// Passes over white space and `token`, if that comes next.
    [[nodiscard]] bool pass(char token)
    {
        skipSpace();
        if (m_at >= m_end || *m_at != token)
            return false;
        ++m_at;
        return true;
    }

    /// Passes over white space and `text`, if that comes next.
    template <std::size_t N>
    [[nodiscard]] bool passText(const char (&text)[N])
    {
        static_assert(N - 1 <= 64, "more would be read than may be");
        skipSpace();
        if (m_at >= m_end || std::memcmp(m_at, text, N - 1) != 0)
            return false;
        m_at += N - 1;
        return true;
    }

    /// Passes over a member's name with its colon, if it comes next. `quoted` is the name in its quotes.
    template <std::size_t N>
    [[nodiscard]] bool passName(const char (&quoted)[N])
    {
        return passText(quoted) && pass(':');
    }

    /// A string of valid UTF-8 without control characters, as it stands between its quotes.
    [[nodiscard]] bool string(std::string_view& inside, bool& hasEscapes);
    /// The same, but only without escapes.
    [[nodiscard]] bool string(std::string_view& inside)
    {
        bool hasEscapes = false;
        return string(inside, hasEscapes) && !hasEscapes;
    }

    /// A whole number, also in quotes. What follows it is for the caller to pass over.
    template <class Integer>
    [[nodiscard]] bool integer(Integer& value)
    {
        const bool quoted = pass('"');
        const auto [behind, error] = std::from_chars(m_at, m_end, value);
        if (error != std::errc())
            return false;
        m_at = behind;
        return !quoted || pass('"');
    }

    /// A number as JSON writes it.
    [[nodiscard]] bool number(double& value);

    /// Nothing but white space is left.
    [[nodiscard]] bool atEnd()
    {
        skipSpace();
        return m_at == m_end;
    }

private:
    void skipSpace()
    {
        while (m_at < m_end && (*m_at == ' ' || *m_at == '\n' || *m_at == '\r' || *m_at == '\t'))
            ++m_at;
    }

    const char* m_at;
    const char* m_end;
};

} // namespace tailrace
