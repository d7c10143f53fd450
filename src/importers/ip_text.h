// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// IP addresses that come as bytes in network order. Pure functions, any thread.

#include <string>
#include <string_view>

namespace tailrace {

/// 4 bytes as "10.0.0.1", 16 as "2001:db8::1" (RFC 5952); empty for other lengths.
[[nodiscard]] std::string ipText(std::string_view bytes);

} // namespace tailrace
