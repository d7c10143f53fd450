// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/folded_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace tailrace {

namespace {

constexpr std::array<char, 256> makeFold()
{
    std::array<char, 256> fold{};
    for (int i = 0; i < 256; ++i)
        fold[static_cast<std::size_t>(i)] = static_cast<char>(i >= 'A' && i <= 'Z' ? i + 32 : i);
    return fold;
}
constexpr std::array<char, 256> kFold = makeFold();

char folded(char c)
{
    return kFold[static_cast<unsigned char>(c)];
}

using Word = std::uint64_t;
constexpr Word kOnes = 0x0101010101010101;

/// False if none of the eight bytes is that of which `pattern` consists, letters whatever their case. True may be
/// wrong: other bytes differ by 0x20 too.
bool mayHoldByte(const char* at, Word pattern)
{
    Word bytes = 0;
    std::memcpy(&bytes, at, sizeof(bytes));
    const Word difference = (bytes | kOnes * 0x20) ^ pattern;
    return ((difference - kOnes) & ~difference & kOnes * 0x80) != 0;
}

} // namespace

std::string foldedCase(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), folded);
    return result;
}

bool equalsFolded(std::string_view text, std::string_view folded)
{
    return text.size() == folded.size() && std::equal(text.begin(), text.end(), folded.begin(),
                                                      [](char a, char b) { return tailrace::folded(a) == b; });
}

bool containsFolded(std::string_view text, std::string_view folded)
{
    if (folded.empty())
        return true;
    if (text.size() < folded.size())
        return false;
    const char first = folded.front();
    const char* const last = text.data() + (text.size() - folded.size());
    const Word pattern = kOnes * static_cast<unsigned char>(first | 0x20);
    for (const char* at = text.data(); at <= last; ++at) {
        while (last - at >= static_cast<std::ptrdiff_t>(sizeof(Word)) && !mayHoldByte(at, pattern))
            at += sizeof(Word);
        if (tailrace::folded(*at) == first && equalsFolded({at + 1, folded.size() - 1}, folded.substr(1)))
            return true;
    }
    return false;
}

} // namespace tailrace
