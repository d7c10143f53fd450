// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which statement lists the traces in an order. Pure, any thread.

#include "model/cache/cache_reader.h"

namespace tailrace {

[[nodiscard]] const char* listStatement(TraceOrder order, bool descending);

} // namespace tailrace
