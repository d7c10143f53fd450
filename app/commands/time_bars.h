// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Bars on a time axis drawn with block characters, and the ruler above them. ns. No state, any thread.

#include <cstdint>
#include <string>

namespace tailrace {

/// A bar from `fromNs` to `toNs` on an axis of `totalNs` that is `width` columns wide: half columns from the left
/// edge, at least one.
[[nodiscard]] std::string timeBar(std::int64_t fromNs, std::int64_t toNs, std::int64_t totalNs, int width);

/// Round times, each where its instant lies: "0         500 ms    1.00 s".
[[nodiscard]] std::string timeRuler(std::int64_t totalNs, int width);

} // namespace tailrace
