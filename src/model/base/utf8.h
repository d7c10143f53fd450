// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// UTF-8 checks at the borders: what comes from outside may be anything, what we store and print is valid.

#include <string>
#include <string_view>

namespace tailrace {

[[nodiscard]] bool isValidUtf8(std::string_view text);
/// Each byte that belongs to no valid sequence becomes U+FFFD.
[[nodiscard]] std::string repairUtf8(std::string_view text);

} // namespace tailrace
