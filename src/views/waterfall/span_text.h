// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A span in words, for tool tips and for assistive tools. Pure, any thread.

#include "model/trace/span_table.h"

#include <QString>

namespace tailrace {

/// "payment, Charge Card, 1.80 s, error below, collapsed".
[[nodiscard]] QString spokenSpan(const SpanTable& table, SpanIndex span, bool isCollapsed);
/// Name, service, times, status and what is odd about the span, as rich text.
[[nodiscard]] QString spanToolTip(const SpanTable& table, SpanIndex span);

} // namespace tailrace
