// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Texts compared as people search for them: ASCII letters match whatever their case, all other bytes as they are. Pure,
// any thread.

#include <string>
#include <string_view>

namespace tailrace {

/// ASCII letters in lower case.
[[nodiscard]] std::string foldedCase(std::string_view text);
/// Whether `text` contains `folded`, ASCII letters whatever their case; `folded` as foldedCase() gives it.
[[nodiscard]] bool containsFolded(std::string_view text, std::string_view folded);
[[nodiscard]] bool equalsFolded(std::string_view text, std::string_view folded);

} // namespace tailrace
