// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The words in which the console exporters of OpenTelemetry SDKs write kinds, states and trace states, as our values.
// Pure functions, any thread.

#include "model/trace/span_types.h"

#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

/// "SpanKind.SERVER" (Python), "KIND_SERVER" (PHP), "server", or the number that Go writes.
[[nodiscard]] std::optional<SpanKind> consoleKind(std::string_view text);
/// "UNSET", "Ok", "StatusCode.ERROR", in any case.
[[nodiscard]] std::optional<StatusCode> consoleStatus(std::string_view text);
/// The W3C form "k=v,k2=v2" of what Python prints: "[]" or "['{key=k, value=v}', …]". Other text stays as it is.
[[nodiscard]] std::string consoleTraceState(std::string_view text);
/// The name of the service in a resource that very old Python SDKs print as the text of a dictionary; empty if there
/// is none.
[[nodiscard]] std::string_view consoleServiceName(std::string_view resourceText);

} // namespace tailrace
