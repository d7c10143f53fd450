// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_completion.h"

#include "model/query/query_parser.h"

#include <algorithm>
#include <array>

namespace tailrace {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kEndsOfWord = " \t\r\n{}()=~!<>&|^,";

/// Where the text before the cursor stands.
struct Scan {
    int braces = 0;
    std::optional<std::size_t> string; ///< where a string begins that is not closed
    std::size_t word = 0;              ///< where the word before the cursor begins
};

Scan scan(std::string_view text)
{
    Scan found;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (found.string) {
            if (c == '\\' && text[*found.string] == '"')
                ++i;
            else if (c == text[*found.string])
                found.string.reset();
            continue;
        }
        if (c == '"' || c == '`') {
            found.string = i;
            continue;
        }
        found.braces += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (kEndsOfWord.find(c) != std::string_view::npos)
            found.word = i + 1;
    }
    return found;
}

/// The text before a comparison operator at the end of `text`.
std::optional<std::string_view> comparedIn(std::string_view text)
{
    constexpr std::array<std::string_view, 8> kOperators{"!=", "<=", ">=", "=~", "!~", "=", "<", ">"};
    text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
    for (const std::string_view op : kOperators)
        if (text.ends_with(op)) {
            text.remove_suffix(op.size());
            return text.substr(0, text.find_last_not_of(kBlanks) + 1);
        }
    return std::nullopt;
}

/// The field that a text ends with, a quoted key included.
std::optional<FieldRef> fieldAtEnd(std::string_view text)
{
    std::size_t begin = text.size();
    bool isQuoted = false;
    while (begin > 0) {
        const char c = text[begin - 1];
        if (c == '"')
            isQuoted = !isQuoted;
        else if (!isQuoted && kEndsOfWord.find(c) != std::string_view::npos)
            break;
        --begin;
    }
    return readField(text.substr(begin));
}

} // namespace

std::optional<FieldRef> readField(std::string_view text)
{
    const auto query = parseQuery("{ } | select(" + std::string(text) + ")");
    if (!query || query->stages.size() != 2 || query->stages.back().fields.size() != 1)
        return std::nullopt;
    return query->stages.back().fields.front();
}

CompletionPlace completionPlace(std::string_view text, std::size_t cursor)
{
    CompletionPlace place;
    const std::string_view before = text.substr(0, cursor);
    const Scan found = scan(before);
    if (found.braces <= 0)
        return place;
    place.begin = found.string.value_or(found.word);
    place.end = before.size();
    place.prefix = std::string(before.substr(place.begin + (found.string ? 1 : 0)));
    if (found.string && place.end < text.size() && text[place.end] == text[*found.string])
        ++place.end;
    if (const auto compared = comparedIn(before.substr(0, place.begin))) {
        if (const auto field = fieldAtEnd(*compared)) {
            place.kind = CompletionPlace::Kind::Value;
            place.field = *field;
        }
        return place;
    }
    const bool isNumber = !place.prefix.empty() && place.prefix.front() >= '0' && place.prefix.front() <= '9';
    if (!found.string && !isNumber)
        place.kind = CompletionPlace::Kind::Field;
    return place;
}

const std::vector<std::string>& intrinsicNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> made;
        for (int i = static_cast<int>(Intrinsic::Name); i <= static_cast<int>(Intrinsic::InstrumentationVersion); ++i) {
            FieldRef field;
            field.intrinsic = static_cast<Intrinsic>(i);
            made.push_back(fieldText(field));
        }
        return made;
    }();
    return names;
}

std::vector<std::string> knownValues(const FieldRef& field)
{
    if (field.intrinsic == Intrinsic::Status)
        return {"error", "ok", "unset"};
    if (field.intrinsic == Intrinsic::Kind)
        return {"server", "client", "internal", "producer", "consumer", "unspecified"};
    return {};
}

} // namespace tailrace
