// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Options and operands of one command. Long options take --name VALUE and --name=VALUE, short ones -o VALUE; a
// lone
// "-" is an operand (standard input), "--" ends the options. Plain values, one thread.

#include "model/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

struct OptionSpec {
    std::string_view name;  ///< without dashes: "limit"
    std::string_view value; ///< what the help calls its value: "N"; empty = takes none
    std::string_view help;  ///< one sentence without a full stop
    char letter = 0;        ///< short form, 0 = none
};

class Arguments
{
public:
    /// Fails with Usage: unknown option (with the nearest known one), missing or unexpected value.
    [[nodiscard]] static Result<Arguments> parse(std::span<const OptionSpec> options,
                                                 const std::vector<std::string>& words);

    [[nodiscard]] bool has(std::string_view option) const { return m_values.contains(option); }
    /// The value of the last occurrence; nothing if the option was not given.
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
    /// The value as a number within [least, most]; `fallback` if not given. Fails with Usage.
    [[nodiscard]] Result<std::int64_t> number(std::string_view option, std::int64_t fallback, std::int64_t least,
                                              std::int64_t most = INT64_MAX) const;
    [[nodiscard]] const std::vector<std::string>& operands() const { return m_operands; }

private:
    std::map<std::string, std::string, std::less<>> m_values;
    std::vector<std::string> m_operands;
};

/// The candidate nearest to `word` if it is near enough to be a mistyping of it, else empty.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

} // namespace tailrace
