// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The menu that a click with the right button on a span opens. GUI thread only.

#include "model/items/selection.h"

class QMenu;

namespace tailrace {

class TracePage;

/// What can be done with `span` of the page's trace, and with the trace. Only the latter if there is no span. The
/// page must outlive the menu.
void fillSpanMenu(QMenu& menu, TracePage& page, const SpanTablePtr& table, SpanIndex span);

} // namespace tailrace
