// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/terminal_text.h"

#include "model/base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tailrace {

namespace {

struct CodePoint {
    char32_t value;
    std::size_t size;
};

/// The first code point of non-empty valid UTF-8.
CodePoint firstOf(std::string_view text)
{
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
    if (byte(0) < 0x80)
        return {byte(0), 1};
    const std::size_t size = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
    char32_t value = byte(0) & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i)
        value = value << 6U | (byte(i) & 0x3FU);
    return {value, std::min(size, text.size())};
}

struct Range {
    char32_t first;
    char32_t last;
};

template <std::size_t N>
bool isIn(const std::array<Range, N>& ranges, char32_t c)
{
    return std::any_of(ranges.begin(), ranges.end(), [c](const Range& r) { return c >= r.first && c <= r.last; });
}

/// Unicode 15: general categories Mn, Me and Cf in the blocks where service and operation names meet them.
constexpr std::array kCombining{Range{0x0300, 0x036F}, Range{0x0483, 0x0489},  Range{0x0591, 0x05BD},
                                Range{0x0610, 0x061A}, Range{0x064B, 0x065F},  Range{0x0E31, 0x0E31},
                                Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E},  Range{0x1AB0, 0x1AFF},
                                Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200D},  Range{0x20D0, 0x20FF},
                                Range{0x302A, 0x302D}, Range{0x3099, 0x309A},  Range{0xFE00, 0xFE0F},
                                Range{0xFE20, 0xFE2F}, Range{0xE0100, 0xE01EF}};
/// Unicode 15, EastAsianWidth.txt: W and F.
constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},  Range{0x23E9, 0x23EC},   Range{0x2614, 0x2615},
    Range{0x26A1, 0x26A1},   Range{0x2705, 0x2705},  Range{0x274C, 0x274C},   Range{0x2B50, 0x2B50},
    Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},  Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},
    Range{0xA000, 0xA4CF},   Range{0xAC00, 0xD7A3},  Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},  Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};
/// Bidirectional embeddings, overrides, isolates and marks; line and paragraph separators.
constexpr std::array kSteering{Range{0x061C, 0x061C}, Range{0x200E, 0x200F}, Range{0x2028, 0x202E},
                               Range{0x2066, 0x2069}, Range{0xFEFF, 0xFEFF}, Range{0x80, 0x9F}};

int columnsOf(char32_t c)
{
    if (c < 0x300)
        return 1;
    return isIn(kCombining, c) ? 0 : isIn(kWide, c) ? 2 : 1;
}

/// The longest beginning that fits into `width` columns.
std::string_view beginning(std::string_view text, int width)
{
    std::size_t size = 0;
    int used = 0;
    while (size < text.size()) {
        const CodePoint c = firstOf(text.substr(size));
        used += columnsOf(c.value);
        if (used > width)
            break;
        size += c.size;
    }
    return text.substr(0, size);
}

} // namespace

std::string terminalText(std::string_view text)
{
    std::string repaired;
    if (!isValidUtf8(text)) {
        repaired = repairUtf8(text);
        text = repaired;
    }
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint c = firstOf(text);
        if (c.value < 0x20)
            out.append({'\xE2', '\x90', static_cast<char>(0x80 + c.value)});
        else if (c.value == 0x7F)
            out += "␡";
        else if (isIn(kSteering, c.value))
            out += "\uFFFD";
        else
            out += text.substr(0, c.size);
        text.remove_prefix(c.size);
    }
    return out;
}

int columns(std::string_view text)
{
    int sum = 0;
    while (!text.empty()) {
        const CodePoint c = firstOf(text);
        sum += columnsOf(c.value);
        text.remove_prefix(c.size);
    }
    return sum;
}

std::string cut(std::string_view text, int width)
{
    if (static_cast<int>(text.size()) <= width || columns(text) <= width)
        return std::string(text);
    return width < 1 ? std::string() : std::string(beginning(text, width - 1)) + "…";
}

std::string padded(std::string_view text, int width)
{
    std::string out = cut(text, width);
    return out.append(static_cast<std::size_t>(std::max(0, width - columns(out))), ' ');
}

std::string paddedLeft(std::string_view text, int width)
{
    const std::string out = cut(text, width);
    return std::string(static_cast<std::size_t>(std::max(0, width - columns(out))), ' ') + out;
}

std::string wrapped(std::string_view text, int width, std::string_view indent)
{
    if (width <= 0)
        return std::string(text);
    std::string out;
    int used = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        const int length = columns(word);
        if (used > 0 && used + 1 + length > width) {
            out += '\n';
            out += indent;
            used = columns(indent);
        } else if (used > 0) {
            out += ' ';
            ++used;
        }
        out += word;
        used += length;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string TextTable::text(int width) const
{
    std::vector<int> widths(m_align.size(), 0);
    for (const std::vector<std::string>& row : m_rows)
        for (std::size_t c = 0; c < row.size(); ++c)
            widths[c] = std::max(widths[c], columns(row[c]));
    std::string out;
    for (const std::vector<std::string>& row : m_rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const bool isLast = c + 1 == row.size();
            if (m_align[c] == Align::Right)
                line += paddedLeft(row[c], widths[c]);
            else
                line += isLast ? row[c] : padded(row[c], widths[c]);
            line += isLast ? "" : "  ";
        }
        out += width > 0 ? cut(line, width) : line;
        out += '\n';
    }
    return out;
}

} // namespace tailrace
