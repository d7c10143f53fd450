// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The rules of the house that a machine can check, as functions over a file's path and text, so that the rules
// themselves are tested too. Paths are relative to the source tree. Each function returns one line a breach.

#include <string>
#include <string_view>
#include <vector>

namespace tailrace::test {

using Breaches = std::vector<std::string>;

/// Lower layers never include upper ones, and some libraries have one user only.
[[nodiscard]] Breaches includeBreaches(std::string_view path, std::string_view text);
/// Licence line, include guard and opening paragraph of a file, and no reminders left in it.
[[nodiscard]] Breaches textBreaches(std::string_view path, std::string_view text);
/// Number of lines.
[[nodiscard]] std::size_t lineCount(std::string_view text);

inline constexpr std::size_t kMaxLines = 600;

} // namespace tailrace::test
