// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_string.h"

#include "model/base/utf8.h"

#include <cstdint>

namespace tailrace {

namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

void appendUtf8(std::string& out, std::uint32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

/// The four hex digits at `i`, or -1.
int hexUnit(std::string_view text, std::size_t i)
{
    if (i + 4 > text.size())
        return -1;
    int value = 0;
    for (char c : text.substr(i, 4)) {
        const int lower = c | 0x20;
        if (c >= '0' && c <= '9')
            value = value * 16 + (c - '0');
        else if (lower >= 'a' && lower <= 'f')
            value = value * 16 + (lower - 'a' + 10);
        else
            return -1;
    }
    return value;
}

bool isHigh(int unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

bool isLow(int unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// Appends what the \u escape stands for whose digits are at `i`; gives the place behind it.
std::size_t appendUnicodeEscape(std::string& out, std::string_view text, std::size_t i)
{
    const int unit = hexUnit(text, i);
    if (unit < 0) {
        appendUtf8(out, kReplacement);
        return i;
    }
    i += 4;
    if (!isHigh(unit) && !isLow(unit)) {
        appendUtf8(out, static_cast<std::uint32_t>(unit));
        return i;
    }
    const bool pairFollows = isHigh(unit) && text.substr(i, 2) == "\\u" && isLow(hexUnit(text, i + 2));
    if (!pairFollows) {
        appendUtf8(out, kReplacement);
        return i;
    }
    const int low = hexUnit(text, i + 2);
    appendUtf8(out, 0x10000 + ((static_cast<std::uint32_t>(unit) - 0xD800) << 10) +
                        (static_cast<std::uint32_t>(low) - 0xDC00));
    return i + 6;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

char simpleEscape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c; // quote, backslash and slash stand for themselves
    }
}

} // namespace

void appendUnescaped(std::string& out, std::string_view escaped)
{
    std::size_t i = 0;
    while (i < escaped.size()) {
        const std::size_t backslash = escaped.find('\\', i);
        if (backslash == std::string_view::npos || backslash + 1 == escaped.size()) {
            out.append(escaped.substr(i));
            return;
        }
        out.append(escaped.substr(i, backslash - i));
        const char kind = escaped[backslash + 1];
        i = backslash + 2;
        if (kind == 'u')
            i = appendUnicodeEscape(out, escaped, i);
        else
            out += simpleEscape(kind);
    }
}

std::optional<std::string> unquoteJson(std::string_view raw)
{
    if (raw.size() < 2 || !raw.starts_with('"') || !raw.ends_with('"'))
        return std::nullopt;
    std::string out;
    appendUnescaped(out, raw.substr(1, raw.size() - 2));
    return out;
}

bool isJsonNumber(std::string_view text)
{
    std::size_t i = text.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t start = i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        return i > start;
    };
    if (!digits())
        return false;
    if (i < text.size() && text[i] == '.') {
        ++i;
        if (!digits())
            return false;
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-'))
            ++i;
        if (!digits())
            return false;
    }
    return i == text.size();
}

std::string repairJsonText(std::string_view text)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    const std::string valid = repairUtf8(text);
    std::string out;
    out.reserve(valid.size() + 64);
    bool inString = false;
    bool escaped = false;
    for (char c : valid) {
        if (inString && static_cast<unsigned char>(c) < 0x20) {
            // Behind a backslash the letter u completes the escape that was begun.
            out += escaped ? "u00" : "\\u00";
            out += kDigits[(c >> 4) & 0xF];
            out += kDigits[c & 0xF];
            escaped = false;
            continue;
        }
        if (c == '"' && !escaped)
            inString = !inString;
        escaped = inString && c == '\\' && !escaped;
        out += c;
    }
    return out;
}

} // namespace tailrace
