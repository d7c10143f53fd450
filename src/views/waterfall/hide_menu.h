// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The menus of a waterfall's rows: what to hide (services, kinds, short spans), and which attributes to show. GUI
// thread only.

class QMenu;

namespace tailrace {

class WaterfallView;

/// Fills the menu for the trace on show; checked is what is hidden. The view must outlive the menu.
void fillHideMenu(QMenu& menu, WaterfallView& view);

/// Fills the menu with the attributes of the spans seen so far; checked are those shown beside the names.
void fillAttributeMenu(QMenu& menu, WaterfallView& view);

} // namespace tailrace
