// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The menu from which services, kinds and short spans are hidden in a waterfall. GUI thread only.

class QMenu;

namespace tailrace {

class WaterfallView;

/// Fills the menu for the trace on show; checked is what is hidden. The view must outlive the menu.
void fillHideMenu(QMenu& menu, WaterfallView& view);

} // namespace tailrace
