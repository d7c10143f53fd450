// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The menu that a click with the right button on a span opens. GUI thread only.

#include "model/items/selection.h"
#include "model/items/span_extras.h"

class QMenu;

namespace tailrace {

class TracePage;

/// What can be done with `span` of the page's trace, and with the trace. Only the latter if there is no span. The
/// page must outlive the menu.
void fillSpanMenu(QMenu& menu, TracePage& page, const SpanTablePtr& table, SpanIndex span);

/// The spans that a span of `table` links to, or with `incoming` those that link to it; an action goes there.
void fillLinkMenu(QMenu& menu, TracePage& page, const SpanTable& table, const SpanExtra& extra, bool incoming);

} // namespace tailrace
