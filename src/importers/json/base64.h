// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reading base64 (RFC 4648). Pure functions, any thread. Writing it: model/base/json_writer.h.

#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

/// Decodes the standard and the URL alphabet (section 4 and 5), padded or not. Nothing else is accepted: no
/// spaces, no wrong length, no padding in the middle. The unused last bits may be anything.
[[nodiscard]] std::optional<std::string> decodeBase64(std::string_view text);

} // namespace tailrace
