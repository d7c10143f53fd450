// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Console output of OpenTelemetry's SDKs and Collector that is no JSON and therefore not read: known by its words, so
// that the refusal can say what it is and what to use instead. Pure, any thread.

#include <optional>
#include <string_view>

namespace tailrace {

/// What the first bytes of an input are, if they are such output: "the console output of …, which …".
[[nodiscard]] std::optional<std::string_view> describeConsoleText(std::string_view head);

} // namespace tailrace
