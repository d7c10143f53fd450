// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/arguments.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace tailrace {

namespace {

/// Levenshtein's distance: letters to insert, remove or replace.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row[b.size()];
}

const OptionSpec* find(std::span<const OptionSpec> options, std::string_view word)
{
    for (const OptionSpec& option : options) {
        const bool isShort = word.size() == 2 && word[0] == '-' && word[1] == option.letter;
        if (isShort || (word.starts_with("--") && word.substr(2) == option.name))
            return &option;
    }
    return nullptr;
}

tl::unexpected<Error> unknownOption(std::span<const OptionSpec> options, std::string_view word)
{
    std::vector<std::string_view> names;
    for (const OptionSpec& option : options)
        names.push_back(option.name);
    std::string message = "unknown option '" + std::string(word) + "'";
    if (const std::string_view meant = nearest(word.substr(std::min<std::size_t>(2, word.size())), names);
        !meant.empty())
        message += "; did you mean '--" + std::string(meant) + "'?";
    return failure(ErrorCode::Usage, std::move(message));
}

} // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates)
{
    std::string_view best;
    std::size_t least = 3; // more than two letters wrong is another word
    for (std::string_view candidate : candidates) {
        const std::size_t distance = word.size() > 40 ? least : editDistance(word, candidate);
        if (distance < least && distance < candidate.size()) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

Result<Arguments> Arguments::parse(std::span<const OptionSpec> options, const std::vector<std::string>& words)
{
    Arguments out;
    bool optionsEnded = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (optionsEnded || word.size() < 2 || word[0] != '-') {
            out.m_operands.push_back(word);
            continue;
        }
        if (word == "--") {
            optionsEnded = true;
            continue;
        }
        const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
        const std::string name = word.substr(0, equals);
        const OptionSpec* option = find(options, name);
        if (option == nullptr)
            return unknownOption(options, name);
        std::string value;
        if (option->value.empty() && equals != std::string::npos)
            return failure(ErrorCode::Usage, "option '" + name + "' takes no value");
        if (equals != std::string::npos)
            value = word.substr(equals + 1);
        else if (!option->value.empty() && ++i >= words.size())
            return failure(ErrorCode::Usage, "option '" + name + "' needs a value: " + std::string(option->value));
        else if (!option->value.empty())
            value = words[i];
        out.m_values.insert_or_assign(std::string(option->name), std::move(value));
    }
    return out;
}

std::optional<std::string> Arguments::value(std::string_view option) const
{
    const auto found = m_values.find(option);
    return found == m_values.end() ? std::nullopt : std::optional(found->second);
}

Result<std::int64_t> Arguments::number(std::string_view option, std::int64_t fallback, std::int64_t least,
                                       std::int64_t most) const
{
    const std::optional<std::string> text = value(option);
    if (!text)
        return fallback;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size() || number < least || number > most)
        return failure(ErrorCode::Usage, "option '--" + std::string(option) + "' needs a whole number from " +
                                             std::to_string(least) +
                                             (most == INT64_MAX ? "" : " to " + std::to_string(most)) + ", not '" +
                                             *text + "'");
    return number;
}

} // namespace tailrace
